// Keeps the input of a form in this tab until it is saved, in case the session ends meanwhile.
// Drafts belong to one user and URL, and never contain citizen ids, passwords or hidden fields. Pages work without it.
"use strict";

{ // a block, because pages load this script beside their own
  const PREFIX = "draft:";
  const userPrefix = `${PREFIX}${document.currentScript.dataset.user}:`;
  const pagePrefix = `${userPrefix}${location.pathname}:`;
  const SECRET_FIELDS = /citizen|password|csrf/;

  const draftKeys = () => Object.keys(sessionStorage).filter(key => key.startsWith(PREFIX));
  const load = key => {
    try {
      return JSON.parse(sessionStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const remove = key => sessionStorage.removeItem(key);

  function store(key, draft) {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      /* storage is full */
    }
  }

  // Remove the drafts of other users, and sent drafts of other pages: another page follows only a saved form.
  for (const key of draftKeys())
    if (!key.startsWith(userPrefix) || (load(key).sent && !key.startsWith(pagePrefix))) remove(key);
  for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", () => draftKeys()
    .forEach(remove));

  function setUpDraft(form) {
    const key = pagePrefix + form.dataset.draftName;
    const stored = load(key).values || {};
    const fields = [...form.elements].filter(field => field.name && !SECRET_FIELDS.test(field.name) && isInput(field));
    const save = sent => {
      const values = {
        ...(form.dataset.firstDisplay ? {} : stored)
      };
      for (const field of fields)
        if (isChanged(field)) values[field.name] = valueOf(field);
      if (Object.keys(values).length) store(key, {
        values,
        sent
      });
      else remove(key);
    };
    if (form.dataset.firstDisplay && restore(fields, stored)) {
      showNotice(form, key);
      save(false);
    } else if (!form.dataset.firstDisplay && Object.keys(stored).length) store(key, {
      values: stored
    }); // the server rejected the form
    form.addEventListener("input", () => save(false));
    form.addEventListener("change", () => save(false));
    form.addEventListener("submit", () => save(true));
  }

  const isCheckbox = field => field.type === "checkbox";
  const isInput = field => isCheckbox(field) || field.type === "select-one" || field.type === "textarea" || ["text",
    "tel", "number", "search", "email"
  ].includes(field.type);
  const valueOf = field => isCheckbox(field) ? field.checked : field.value;

  function isChanged(field) {
    if (isCheckbox(field)) return field.checked !== field.defaultChecked;
    if (field.type !== "select-one") return field.value !== field.defaultValue;
    const initial = [...field.options].find(option => option.defaultSelected) || field.options[0];
    return Boolean(initial) && field.value !== initial.value;
  }

  // Restores the values; returns whether the form now differs from the page.
  function restore(fields, values) {
    for (const field of fields) {
      if (!(field.name in values)) continue;
      if (isCheckbox(field)) field.checked = values[field.name] === true;
      else if (field.type !== "select-one" || [...field.options].some(option => option.value === values[field.name]))
        field.value = values[field.name];
    }
    return fields.some(isChanged);
  }

  function showNotice(form, key) {
    const notice = form.querySelector("[data-draft-notice]");
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => {
      remove(key);
      form.reset();
      notice.hidden = true;
      form.querySelector("input:not([type=hidden]), select")?.focus();
    });
  }

  for (const form of document.querySelectorAll("form[data-draft-name]")) setUpDraft(form);
}
