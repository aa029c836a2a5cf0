// Conveniences of the desk: selection of rows, search for a member, drafts, and saving over an unreliable connection.
// Every page works without them.
"use strict";

const messages = document.getElementById("desk-messages").dataset;
const foldText = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase()
  .replace(/\s+/g, " ").trim();
const createElement = (name, properties = {}) => Object.assign(document.createElement(name), properties);

function setUpPage(main) {
  for (const select of main.querySelectorAll("select[data-member-picker]")) new MemberSearch(select);
  for (const list of main.querySelectorAll("[data-filter-label]")) setUpListFilter(list);
  for (const form of main.querySelectorAll("form[data-step]")) {
    setUpRowSelection(form);
    setUpDraft(form);
    form.addEventListener("submit", event => submitStep(event, form));
  }
}

// --- selection of rows: by a click anywhere in the row, a range by Shift and click, with arrow keys and space

const rowBoxes = form => [...form.querySelectorAll("#households input[name=row]")];
const selectedElsewhere = form => [...form.querySelectorAll("input[type=hidden][name=row]")];
const announceSelection = form => form.dispatchEvent(new Event("rowselection"));

function setUpRowSelection(form) {
  const table = form.querySelector("#households");
  if (!table) return;
  let lastBox = null; // where a range begins
  table.addEventListener("click", event => {
    const row = event.target.closest("tbody tr");
    const box = row?.querySelector("input[name=row]");
    if (!box || event.target.closest("a")) return;
    const isOnLabel = event.target.closest("label");
    if (isOnLabel && event.target !== box && !event.shiftKey) return; // the browser clicks the box itself
    if (event.target !== box) {
      event.preventDefault();
      box.checked = !box.checked;
    }
    if (event.shiftKey && lastBox) selectRange(form, lastBox, box);
    lastBox = box;
    box.focus({
      preventScroll: true
    });
    getSelection().removeAllRanges(); // Shift and click also selects text
    announceSelection(form);
  });
  table.addEventListener("keydown", event => {
    if (event.target.name !== "row" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const boxes = rowBoxes(form);
    const nextBox = boxes[boxes.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!nextBox) return;
    nextBox.focus();
    if (event.shiftKey) {
      nextBox.checked = event.target.checked;
      lastBox = nextBox;
      announceSelection(form);
    }
  });
  setUpTabStop(form, table);
  const clearButton = form.querySelector("[data-clear-selection]");
  clearButton.hidden = false;
  clearButton.addEventListener("click", () => {
    selectedElsewhere(form).forEach(input => input.remove());
    rowBoxes(form).forEach(box => {
      box.checked = false;
    });
    announceSelection(form);
  });
  form.addEventListener("rowselection", () => showSelection(form));
  showSelection(form);
}

// Tab leaves the rows for the form; the arrow keys move from row to row.
function setUpTabStop(form, table) {
  const moveTabStop = target => {
    rowBoxes(form).forEach(box => {
      box.tabIndex = box === target ? 0 : -1;
    });
  };
  moveTabStop(rowBoxes(form)[0]);
  table.addEventListener("focusin", event => {
    if (event.target.name === "row") moveTabStop(event.target);
  });
}

// Gives all boxes between two the state of the second.
function selectRange(form, from, to) {
  const boxes = rowBoxes(form);
  const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  boxes.slice(first, last + 1).forEach(box => {
    box.checked = to.checked;
  });
}

function showSelection(form) {
  const boxes = rowBoxes(form),
    hiddenCount = selectedElsewhere(form).length;
  boxes.forEach(box => box.closest("tr").classList.toggle("is-selected", box.checked));
  const total = boxes.filter(box => box.checked).length + hiddenCount;
  form.querySelector("[data-selection-count]").textContent = total ?
    `${total} ${messages.householdsSelected}${hiddenCount ? ` (${hiddenCount} ${messages.outsideView})` : ""}` : "";
}

// --- search for a member by part of the name, without diacritical marks

const memberLists = new Map();
const toMember = (value, text) => ({
  value,
  text,
  searchKey: foldText(text)
});

// Promises all members who can be put in charge, or null without a connection: the next call tries again.
function fetchMembers(url) {
  if (!memberLists.has(url)) {
    const request = fetch(url).then(response => response.ok ? response.json() : Promise.reject(new Error(response
      .status)));
    memberLists.set(url, request.then(content => content.members.map(([key, text]) => toMember(String(key), text)))
      .catch(() => {
        memberLists.delete(url);
        return null;
      }));
  }
  return memberLists.get(url);
}

// A combobox in place of the list of members. The list stays in the form, hidden, and holds the choice.
class MemberSearch {
  constructor(select) {
    this.select = select;
    this.members = [...select.options].filter(option => option.value).map(option => toMember(option.value, option
      .text));
    this.activeIndex = -1;
    this.isComplete = !select.dataset.membersUrl;
    this.hasLoadError = false;
    this.list = createElement("ul", {
      id: `${select.id}_list`,
      hidden: true
    });
    this.input = createElement("input", {
      type: "text",
      className: "form-control",
      autocomplete: "off",
      id: `${select.id}_find`,
      placeholder: select.options[0].text
    });
    this.addRoles();
    this.addInputListeners();
    this.addListListeners();
    select.addEventListener("restored", () => this.showChoice());
    select.addEventListener("restoremember", async event => {
      await this.loadAllMembers();
      if (!select.value) this.choose(event.detail);
    });
    this.replaceSelect();
    this.showChoice();
  }

  addRoles() {
    for (const [name, value] of Object.entries({
        role: "combobox",
        "aria-expanded": "false",
        "aria-controls": this.list.id,
        "aria-autocomplete": "list"
      }))
      this.input.setAttribute(name, value);
    const label = this.select.parentElement.querySelector("label");
    label.htmlFor = this.input.id;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label.textContent);
  }

  addInputListeners() {
    this.input.addEventListener("input", () => {
      this.select.value = "";
      this.search();
    });
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.search());
    this.input.addEventListener("blur", () => setTimeout(() => {
      this.close();
      if (!this.select.value) this.input.value = "";
    }, 150));
    this.input.addEventListener("keydown", event => this.handleKey(event));
  }

  addListListeners() {
    this.list.addEventListener("mousedown", event => {
      event.preventDefault(); // the input keeps the focus
      const value = event.target.closest("li")?.dataset.value;
      if (value) this.choose(value);
    });
  }

  replaceSelect() {
    this.select.parentElement.querySelector(".name-search")?.remove();
    this.select.hidden = true;
    this.select.required = false;
    const wrapper = createElement("div", {
      className: "member-search"
    });
    wrapper.append(this.input, this.list);
    this.select.after(wrapper);
  }

  handleKey(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) this.setActive(this.activeIndex + (event.key === "ArrowDown" ? 1 : -1));
      else this.search();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen) this.chooseActive();
    } else if (event.key === "Tab" && isOpen && this.input.value && !this.select.value) {
      this.chooseActive();
    } else if (event.key === "Escape") {
      this.close();
      this.showChoice();
    }
  }

  search() {
    this.open();
    this.loadAllMembers();
  }

  // The page contains the members of this place; the others of the commune are loaded at the first search.
  async loadAllMembers() {
    if (this.isComplete) return;
    const allMembers = await fetchMembers(this.select.dataset.membersUrl);
    this.hasLoadError = !allMembers;
    if (allMembers && !this.isComplete) {
      this.members = allMembers;
      this.isComplete = true;
    }
    if (!this.list.hidden) {
      const previousIndex = this.activeIndex;
      this.open();
      this.setActive(previousIndex);
    }
  }

  open() {
    const matches = this.matches();
    this.list.replaceChildren(...matches.map((member, index) => this.item(member, index)));
    if (!matches.length || !this.isComplete) {
      this.list.append(createElement("li", {
        textContent: this.notice()
      }));
      this.list.lastChild.setAttribute("role", "option");
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.setActive(0);
  }

  // The members whose names contain every part of the input. While the input shows the choice, all members.
  matches() {
    const query = foldText(this.input.value);
    const isChoice = query === foldText(this.select.selectedOptions[0]?.text || "");
    const parts = query && !isChoice ? query.split(" ") : [];
    return this.members.filter(member => parts.every(part => member.searchKey.includes(part))).slice(0, 60);
  }

  item(member, index) {
    const [name, ...details] = member.text.split(" · ");
    const item = createElement("li", {
      id: `${this.list.id}_${index}`
    });
    item.append(name, createElement("small", {
      textContent: details.join(" · ")
    }));
    item.setAttribute("role", "option");
    item.dataset.value = member.value;
    return item;
  }

  notice() {
    if (this.isComplete) return messages.noMatch;
    return this.hasLoadError ? messages.membersUnavailable : messages.loadingMembers;
  }

  close() {
    this.list.hidden = true;
    this.activeIndex = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  setActive(index) {
    const items = [...this.list.children];
    this.activeIndex = Math.max(0, Math.min(index, items.length - 1));
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === this.activeIndex)));
    const activeItem = items[this.activeIndex];
    activeItem?.scrollIntoView({
      block: "nearest"
    });
    if (activeItem?.id) this.input.setAttribute("aria-activedescendant", activeItem.id);
  }

  chooseActive() {
    const value = this.list.children[this.activeIndex]?.dataset.value;
    if (value) this.choose(value);
  }

  choose(value) {
    const choice = this.members.find(member => member.value === value);
    if (choice && !hasOption(this.select, value)) this.select.add(new Option(choice.text, value));
    this.select.value = value;
    this.showChoice();
    this.close();
    this.select.dispatchEvent(new Event("change", {
      bubbles: true
    }));
  }

  showChoice() {
    this.input.value = this.select.value ? this.select.selectedOptions[0].text : "";
  }
}

const hasOption = (select, value) => [...select.options].some(option => option.value === value);

// --- filter of a long list of members by part of a name; members already chosen stay visible

function setUpListFilter(list) {
  const input = createElement("input", {
    type: "search",
    className: "form-control",
    autocomplete: "off"
  });
  input.setAttribute("aria-label", list.dataset.filterLabel);
  input.placeholder = list.dataset.filterLabel;
  const items = [...list.children].map(item => ({
    item,
    box: item.querySelector("input"),
    searchKey: foldText(item.textContent)
  }));
  input.addEventListener("input", () => {
    const parts = foldText(input.value).split(" ");
    for (const {
        item,
        box,
        searchKey
      }
      of items) item.hidden = !box.checked && !parts.every(part => searchKey.includes(part));
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.before(input);
}

// --- drafts: numbers and the typed reason only, in this tab only, for this user and place

const DRAFT_FIELDS = ["row", "tier", "member", "on", "decision", "last_day", "reason", "to", "confirmed"];
const isDraftField = name => DRAFT_FIELDS.includes(name) || /^to-\d+$/.test(name);

function setUpDraft(form) {
  const key = form.dataset.draft;
  if (!key) return;
  removeSavedDrafts(key);
  restoreDraft(form, key);
  for (const name of ["change", "input", "rowselection"]) form.addEventListener(name, () => saveDraft(form));
}

// After an action was saved, removes the drafts of all steps at the same place.
function removeSavedDrafts(draftKey) {
  const action = document.getElementById("result")?.dataset.action;
  if (!action || sessionStorage.getItem("desk:saved-action") === action) return;
  const placeKey = draftKey.split(":").slice(0, 3).join(":");
  for (const key of Object.keys(sessionStorage))
    if (key === placeKey || key.startsWith(`${placeKey}:`)) sessionStorage.removeItem(key);
  sessionStorage.setItem("desk:saved-action", action);
}

function saveDraft(form) {
  const fields = [...new FormData(form)].filter(([name]) => isDraftField(name)).map(([name, value]) => [name, name ===
    "row" ? value.split(":")[0] : value
  ]);
  const hasChoice = fields.some(([name, value]) => value && ["row", "member", "to"].includes(name));
  if (hasChoice) sessionStorage.setItem(form.dataset.draft, JSON.stringify(fields));
  else sessionStorage.removeItem(form.dataset.draft);
}

function restoreDraft(form, key) {
  let fields;
  try {
    fields = JSON.parse(sessionStorage.getItem(key));
  } catch {
    fields = null;
  }
  if (!Array.isArray(fields) || form.querySelector("input[name=key]") || form.querySelector("input[name=row]:checked"))
    return;
  for (const [name, value] of fields) restoreField(form, name, value);
  form.querySelectorAll("select[data-member-picker]").forEach(select => select.dispatchEvent(new Event("restored")));
  if (form.querySelector("[data-selection-count]")) showSelection(form);
  const startOverButton = createElement("button", {
    type: "button",
    className: "btn btn-outline-primary",
    textContent: messages.startOver
  });
  startOverButton.addEventListener("click", () => {
    sessionStorage.removeItem(key);
    location.reload();
  });
  showStatus(form, messages.draftRestored, startOverButton);
}

function restoreField(form, name, value) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)];
  const box = fields.find(field => ["checkbox", "radio"].includes(field.type) && field.value === value);
  if (box) box.checked = true;
  else if (["row", "confirmed"].includes(name) || name.startsWith("to")) form.append(createElement("input", {
    type: "hidden",
    name,
    value
  }));
  else if (fields[0]?.dataset.membersUrl && !hasOption(fields[0], value)) fields[0].dispatchEvent(new CustomEvent(
    "restoremember", {
      detail: value
    }));
  else if (fields[0] && fields[0].type !== "radio") fields[0].value = value;
}

// --- steps: the script sends the form and replaces the page, so that a lost connection loses no input

const SAVING_STEPS = ["assign", "end", "hand-over-save", "undo"];
const RETRY_DELAYS = [1000, 2000, 4000, 8000, 15000]; // milliseconds
const pageStack = [];

function showStatus(form, text, ...nodes) {
  const status = form.querySelector("[data-status]") || form.appendChild(createElement("p", {
    className: "desk-status"
  }));
  status.replaceChildren(text, ...nodes);
}

async function submitStep(event, form) {
  const button = event.submitter,
    action = button?.dataset.step;
  if (action === "select-page") {
    event.preventDefault();
    rowBoxes(form).forEach(box => {
      box.checked = true;
    });
    announceSelection(form);
    return;
  }
  event.preventDefault();
  if (form.dataset.busy) return;
  if (action === "back" && pageStack.length) {
    history.back();
    return;
  }
  const url = button?.getAttribute("formaction") || form.getAttribute("action");
  form.dataset.busy = "yes";
  await send(form, url, new URLSearchParams(new FormData(form)), SAVING_STEPS.includes(action));
  delete form.dataset.busy;
}

async function send(form, url, body, isSaving) {
  for (let attempt = 0;; attempt += 1) {
    if (isSaving && !attempt) showStatus(form, messages.saving);
    let response = null;
    try {
      response = await fetch(url, {
        method: "POST",
        body
      });
    } catch {
      response = null;
    }
    if (response && response.status < 500) return showResponse(form, response);
    if (!isSaving) return showStatus(form, messages.offline);
    showStatus(form, messages.checking); // each attempt sends the same key: the server saves the action once
    await new Promise(resolve => setTimeout(resolve, RETRY_DELAYS[Math.min(attempt, RETRY_DELAYS.length - 1)]));
  }
}

async function showResponse(form, response) {
  if (response.redirected) {
    location.assign(response.url);
    await new Promise(() => {}); // the form stays busy until the browser leaves the page
  }
  if (!response.ok) return showStatus(form, messages.rejection);
  let page;
  try {
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return showStatus(form, messages.offline);
  }
  const main = page.getElementById("main"),
    previousMain = document.getElementById("main");
  pageStack.push({
    main: previousMain,
    title: document.title,
    top: scrollY
  });
  history.pushState({
    step: pageStack.length
  }, "", response.url);
  document.title = page.title;
  previousMain.replaceWith(main);
  setUpPage(main);
  // A selection of all pages comes from the server: store it before the user opens another page.
  main.querySelectorAll("form[data-draft]:has(#households)").forEach(saveDraft);
  scrollTo(0, 0);
  const error = main.querySelector(".field-error[role=alert]") || main.querySelector("[role=alert]");
  if (!error) {
    (main.querySelector("h1") || main).focus();
    return;
  }
  error.tabIndex = -1;
  error.focus({
    preventScroll: true
  });
  error.scrollIntoView({
    block: "center"
  });
}

addEventListener("popstate", event => {
  if (event.state?.step === undefined) { // a link within the page
    history.replaceState({
      step: pageStack.length
    }, "");
    return;
  }
  const stepsBack = pageStack.length - event.state.step;
  if (stepsBack === 0) return;
  const previousPage = stepsBack > 0 ? pageStack.splice(event.state.step)[0] : undefined;
  if (!previousPage) {
    location.reload();
    return;
  }
  document.getElementById("main").replaceWith(previousPage.main);
  document.title = previousPage.title;
  scrollTo(0, previousPage.top);
});

history.replaceState({
  step: 0
}, "");
setUpPage(document.getElementById("main"));
