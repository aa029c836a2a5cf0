// The desk's helps: picking rows, finding a member by typing, a draft that survives, saving over a bad line.
// Every page works without them.
"use strict";

const words = document.getElementById("desk-words").dataset;
const fold = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(
  /\s+/g, " ").trim();
const make = (name, said = {}) => Object.assign(document.createElement(name), said);

function setUp(main) {
  for (const select of main.querySelectorAll("select[data-pick]")) finder(select);
  for (const list of main.querySelectorAll("[data-narrow]")) narrowing(list);
  for (const form of main.querySelectorAll("form[data-step]")) {
    picking(form);
    draft(form);
    form.addEventListener("submit", event => step(event, form));
  }
}

// --- rows: a click anywhere, shift-click for a stretch, arrows and space on the keyboard

const boxesOf = form => [...form.querySelectorAll("#households input[name=row]")];
const told = form => form.dispatchEvent(new Event("picked"));

function picking(form) {
  const table = form.querySelector("#households");
  if (!table) return;
  let last = null;
  table.addEventListener("click", event => {
    const row = event.target.closest("tbody tr");
    const box = row?.querySelector("input[name=row]");
    if (!box || event.target.closest("a")) return;
    const onLabel = event.target.closest("label");
    if (onLabel && event.target !== box && !event.shiftKey) return; // the browser clicks the box itself
    if (event.target !== box) {
      event.preventDefault();
      box.checked = !box.checked;
    }
    if (event.shiftKey && last) stretch(form, last, box);
    last = box;
    box.focus({
      preventScroll: true
    });
    getSelection().removeAllRanges();
    told(form);
  });
  table.addEventListener("keydown", event => {
    if (event.target.name !== "row" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const boxes = boxesOf(form);
    const next = boxes[boxes.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    next.focus();
    if (event.shiftKey) {
      next.checked = event.target.checked;
      last = next;
      told(form);
    }
  });
  oneTabStop(form, table);
  const none = form.querySelector("[data-no-row]");
  none.hidden = false;
  none.addEventListener("click", () => {
    form.querySelectorAll("input[type=hidden][name=row]").forEach(one => one.remove());
    boxesOf(form).forEach(box => {
      box.checked = false;
    });
    told(form);
  });
  form.addEventListener("picked", () => count(form));
  count(form);
}

// The Tab key leads from the rows on to the form; the arrows go from row to row.
function oneTabStop(form, table) {
  const stop = box => {
    boxesOf(form).forEach(one => {
      one.tabIndex = one === box ? 0 : -1;
    });
  };
  stop(boxesOf(form)[0]);
  table.addEventListener("focusin", event => {
    if (event.target.name === "row") stop(event.target);
  });
}

function stretch(form, from, to) {
  const boxes = boxesOf(form);
  const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  boxes.slice(first, last + 1).forEach(box => {
    box.checked = to.checked;
  });
}

function count(form) {
  const boxes = boxesOf(form),
    away = form.querySelectorAll("input[type=hidden][name=row]").length;
  boxes.forEach(box => box.closest("tr").classList.toggle("picked", box.checked));
  const chosen = boxes.filter(box => box.checked).length + away;
  form.querySelector("[data-count]").textContent = chosen ?
    `${chosen} ${words.chosen}${away ? ` (${away} ${words.away})` : ""}` : "";
}

// --- a member by part of the name, without marks

const lists = new Map();
const member = (value, text) => ({
  value,
  text,
  key: fold(text)
});

// All who can be put in charge at a place; nothing where there is no line, and the next attempt asks again.
function membersAt(address) {
  if (!lists.has(address)) {
    const asked = fetch(address).then(answer => answer.ok ? answer.json() : Promise.reject(new Error(answer.status)));
    lists.set(address, asked.then(said => said.members.map(([key, text]) => member(String(key), text))).catch(() => {
      lists.delete(address);
      return null;
    }));
  }
  return lists.get(address);
}

function finder(select) {
  const input = make("input", {
    type: "text",
    className: "form-control",
    autocomplete: "off",
    id: `${select.id}_find`
  });
  const list = make("ul", {
    id: `${select.id}_list`,
    hidden: true
  });
  const box = make("div", {
    className: "find"
  });
  input.placeholder = select.options[0].text;
  for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": list.id,
      "aria-autocomplete": "list"
    }))
    input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  const label = select.parentElement.querySelector("label");
  label.htmlFor = input.id;
  list.setAttribute("aria-label", label.textContent);
  let all = [...select.options].filter(one => one.value).map(one => member(one.value, one.text));
  let at = -1,
    isWhole = !select.dataset.members,
    failed = false;
  // The page brings the members who sit here; the rest of the commune comes once, when somebody looks for one.
  const whole = async () => {
    if (isWhole) return;
    const listed = await membersAt(select.dataset.members);
    failed = !listed;
    if (listed && !isWhole) {
      all = listed;
      isWhole = true;
    }
    if (!list.hidden) {
      const before = at;
      open();
      mark(before);
    }
  };
  const show = () => {
    input.value = select.value ? select.selectedOptions[0].text : "";
  };
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = value => {
    const known = all.find(one => one.value === value);
    if (known && ![...select.options].some(one => one.value === value)) select.add(new Option(known.text, value));
    select.value = value;
    show();
    close();
    select.dispatchEvent(new Event("change", {
      bubbles: true
    }));
  };
  const mark = place => {
    const items = [...list.children];
    at = Math.max(0, Math.min(place, items.length - 1));
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    items[at]?.scrollIntoView({
      block: "nearest"
    });
    if (items[at]?.id) input.setAttribute("aria-activedescendant", items[at].id);
  };
  const open = () => {
    const asked = fold(input.value);
    const found = all.filter(one => !asked || asked === fold(select.selectedOptions[0]?.text || "") || asked.split(
      " ").every(part => one.key.includes(part))).slice(0, 60);
    list.replaceChildren(...found.map(({
      value,
      text
    }, i) => {
      const item = make("li", {
        id: `${list.id}_${i}`
      });
      const [name, ...rest] = text.split(" · ");
      item.append(name, make("small", {
        textContent: rest.join(" · ")
      }));
      item.setAttribute("role", "option");
      item.dataset.value = value;
      return item;
    }));
    if (!found.length || !isWhole) {
      list.append(make("li", {
        textContent: isWhole ? words.none : failed ? words.nomembers : words.fetching
      }));
      list.lastChild.setAttribute("role", "option");
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(0);
  };
  input.addEventListener("input", () => {
    select.value = "";
    open();
    whole();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => {
    open();
    whole();
  });
  input.addEventListener("blur", () => setTimeout(() => {
    close();
    if (!select.value) input.value = "";
  }, 150));
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        open();
        whole();
      } else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const value = list.hidden ? "" : list.children[at]?.dataset.value;
      if (value) choose(value);
    } else if (event.key === "Tab" && !list.hidden && input.value && !select.value) {
      const value = list.children[at]?.dataset.value;
      if (value) choose(value);
    } else if (event.key === "Escape") {
      close();
      show();
    }
  });
  list.addEventListener("mousedown", event => {
    event.preventDefault();
    const value = event.target.closest("li")?.dataset.value;
    if (value) choose(value);
  });
  select.addEventListener("shown", show);
  select.addEventListener("wanted", async event => {
    await whole();
    if (!select.value) choose(event.detail);
  });
  select.parentElement.querySelector(".by-name")?.remove();
  select.hidden = true;
  select.required = false;
  box.append(input, list);
  select.after(box);
  show();
}

// --- a long list of members, narrowed by part of a name; who is chosen stays in sight

function narrowing(list) {
  const input = make("input", {
    type: "search",
    className: "form-control",
    autocomplete: "off"
  });
  input.setAttribute("aria-label", list.dataset.narrow);
  input.placeholder = list.dataset.narrow;
  const items = [...list.children].map(item => ({
    item,
    box: item.querySelector("input"),
    key: fold(item.textContent)
  }));
  input.addEventListener("input", () => {
    const parts = fold(input.value).split(" ");
    for (const {
        item,
        box,
        key
      }
      of items) item.hidden = !box.checked && !parts.every(part => key.includes(part));
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.before(input);
}

// --- the draft: numbers and the typed reason only, in this tab only, for this person and place

const kept = ["row", "tier", "member", "on", "decision", "last_day", "reason", "to", "confirmed"];
const isKept = name => kept.includes(name) || /^to-\d+$/.test(name);

function draft(form) {
  const key = form.dataset.draft;
  if (!key) return;
  forgetDone(key);
  restore(form, key);
  form.addEventListener("change", () => keep(form));
  form.addEventListener("input", () => keep(form));
  form.addEventListener("picked", () => keep(form));
}

// What was saved is no draft any more: neither that of this form nor that of another step at the same place.
function forgetDone(key) {
  const done = document.getElementById("done")?.dataset.action;
  if (!done || sessionStorage.getItem("desk:done") === done) return;
  const place = key.split(":").slice(0, 3).join(":");
  for (const one of Object.keys(sessionStorage))
    if (one === place || one.startsWith(`${place}:`)) sessionStorage.removeItem(one);
  sessionStorage.setItem("desk:done", done);
}

function keep(form) {
  const said = [...new FormData(form)].filter(([name]) => isKept(name)).map(([name, value]) => [name, name === "row" ?
    value.split(":")[0] : value
  ]);
  const worth = said.some(([name, value]) => value && ["row", "member", "to"].includes(name));
  if (worth) sessionStorage.setItem(form.dataset.draft, JSON.stringify(said));
  else sessionStorage.removeItem(form.dataset.draft);
}

function restore(form, key) {
  let said;
  try {
    said = JSON.parse(sessionStorage.getItem(key));
  } catch {
    said = null;
  }
  if (!Array.isArray(said) || form.querySelector("input[name=key]") || form.querySelector("input[name=row]:checked"))
    return;
  for (const [name, value] of said) put(form, name, value);
  form.querySelectorAll("select[data-pick]").forEach(one => one.dispatchEvent(new Event("shown")));
  if (form.querySelector("[data-count]")) count(form);
  const forget = make("button", {
    type: "button",
    className: "btn btn-outline-primary",
    textContent: words.forget
  });
  forget.addEventListener("click", () => {
    sessionStorage.removeItem(key);
    location.reload();
  });
  say(form, words.restored, forget);
}

function put(form, name, value) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)];
  const box = fields.find(one => ["checkbox", "radio"].includes(one.type) && one.value === value);
  if (box) box.checked = true;
  else if (["row", "confirmed"].includes(name) || name.startsWith("to")) form.append(make("input", {
    type: "hidden",
    name,
    value
  }));
  else if (fields[0]?.dataset.members && ![...fields[0].options].some(one => one.value === value)) fields[0]
    .dispatchEvent(new CustomEvent("wanted", {
      detail: value
    }));
  else if (fields[0] && fields[0].type !== "radio") fields[0].value = value;
}

// --- steps: sent by the script, so that a lost line loses nothing

const SAVING = ["assign", "end", "hand-over-save", "undo"];
const WAITS = [1000, 2000, 4000, 8000, 15000];
const stack = [];

function say(form, text, ...more) {
  const place = form.querySelector("[data-status]") || form.appendChild(make("p", {
    className: "desk-status"
  }));
  place.replaceChildren(text, ...more);
}

async function step(event, form) {
  const button = event.submitter,
    action = button?.dataset.step;
  if (action === "select-page") {
    event.preventDefault();
    boxesOf(form).forEach(box => {
      box.checked = true;
    });
    told(form);
    return;
  }
  event.preventDefault();
  if (form.dataset.busy) return;
  if (action === "back" && stack.length) {
    history.back();
    return;
  }
  const url = button?.getAttribute("formaction") || form.getAttribute("action");
  form.dataset.busy = "yes";
  await send(form, url, new URLSearchParams(new FormData(form)), SAVING.includes(action));
  delete form.dataset.busy;
}

async function send(form, url, body, isSaving) {
  for (let tries = 0;; tries += 1) {
    if (isSaving && !tries) say(form, words.saving);
    let answer = null;
    try {
      answer = await fetch(url, {
        method: "POST",
        body
      });
    } catch {
      answer = null;
    }
    if (answer && answer.status < 500) return answered(form, answer);
    if (!isSaving) return say(form, words.nothing);
    say(form, words.looking); // the same key goes again: what was saved is not saved twice
    await new Promise(go => setTimeout(go, WAITS[Math.min(tries, WAITS.length - 1)]));
  }
}

async function answered(form, answer) {
  if (answer.redirected) {
    location.assign(answer.url);
    await new Promise(() => {});
  }
  if (!answer.ok) return say(form, words.refused);
  let page;
  try {
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return say(form, words.nothing);
  }
  const main = page.getElementById("main"),
    before = document.getElementById("main");
  stack.push({
    main: before,
    title: document.title,
    top: scrollY
  });
  history.pushState({
    step: stack.length
  }, "", answer.url);
  document.title = page.title;
  before.replaceWith(main);
  setUp(main);
  main.querySelectorAll("form[data-draft]:has(#households)").forEach(
    keep); // chosen on all pages: kept on the way to another one
  scrollTo(0, 0);
  const fault = main.querySelector(".field-error[role=alert]") || main.querySelector("[role=alert]");
  if (!fault) {
    (main.querySelector("h1") || main).focus();
    return;
  }
  fault.tabIndex = -1;
  fault.focus({
    preventScroll: true
  });
  fault.scrollIntoView({
    block: "center"
  });
}

addEventListener("popstate", event => {
  if (event.state?.step === undefined) {
    history.replaceState({
      step: stack.length
    }, "");
    return;
  } // within the page
  const back = stack.length - event.state.step;
  if (back === 0) return;
  const before = back > 0 ? stack.splice(event.state.step)[0] : undefined;
  if (!before) {
    location.reload();
    return;
  }
  document.getElementById("main").replaceWith(before.main);
  document.title = before.title;
  scrollTo(0, before.top);
});

history.replaceState({
  step: 0
}, "");
setUp(document.getElementById("main"));
