// What was typed into a form is kept in this tab until it is saved, in case the session ends in between.
// Kept for one person and address; never citizen ids, passwords or hidden fields. Every page works without this.
"use strict";

{ // names of its own: every page loads this beside its own script
  const DRAFTS = "typed:";
  const mine = `${DRAFTS}${document.currentScript.dataset.user}:`;
  const ofPage = `${mine}${location.pathname}:`;
  const secret = /citizen|password|csrf/;

  const kept = () => Object.keys(sessionStorage).filter(key => key.startsWith(DRAFTS));
  const read = key => { try { return JSON.parse(sessionStorage.getItem(key)) || {}; } catch { return {}; } };
  const forget = key => sessionStorage.removeItem(key);
  function write(key, draft) { try { sessionStorage.setItem(key, JSON.stringify(draft)); } catch { /* no room: as without a script */ } }

  // Another page is shown after a form was sent: it was saved. And nobody finds what somebody else typed.
  for (const key of kept())
    if (!key.startsWith(mine) || (read(key).sent && !key.startsWith(ofPage))) forget(key);
  for (const form of document.querySelectorAll("form[data-leaving]")) form.addEventListener("submit", () => kept().forEach(forget));

  function draft(form) {
    const key = ofPage + form.dataset.typed;
    const before = read(key).said || {};
    const fields = [...form.elements].filter(one => one.name && !secret.test(one.name) && isTyped(one));
    const keep = sent => {
      const said = { ...(form.dataset.fresh ? {} : before) };
      for (const one of fields) if (isChanged(one)) said[one.name] = valueOf(one);
      if (Object.keys(said).length) write(key, { said, sent }); else forget(key);
    };
    if (form.dataset.fresh && putBack(fields, before)) {
      tell(form, key);
      keep(false);
    } else if (!form.dataset.fresh && Object.keys(before).length) write(key, { said: before }); // refused, so not saved
    form.addEventListener("input", () => keep(false));
    form.addEventListener("change", () => keep(false));
    form.addEventListener("submit", () => keep(true));
  }

  const isBox = one => one.type === "checkbox";
  const isTyped = one => isBox(one) || one.type === "select-one" || one.type === "textarea" || ["text", "tel", "number", "search", "email"].includes(one.type);
  const valueOf = one => isBox(one) ? one.checked : one.value;

  function isChanged(one) {
    if (isBox(one)) return one.checked !== one.defaultChecked;
    if (one.type !== "select-one") return one.value !== one.defaultValue;
    const first = [...one.options].find(option => option.defaultSelected) || one.options[0];
    return Boolean(first) && one.value !== first.value;
  }

  // Whether something was put back that differs from what the page says by itself.
  function putBack(fields, said) {
    for (const one of fields) {
      if (!(one.name in said)) continue;
      if (isBox(one)) one.checked = said[one.name] === true;
      else if (one.type !== "select-one" || [...one.options].some(option => option.value === said[one.name])) one.value = said[one.name];
    }
    return fields.some(isChanged);
  }

  function tell(form, key) {
    const line = form.querySelector("[data-typed-told]");
    line.hidden = false;
    line.querySelector("button").addEventListener("click", () => {
      forget(key);
      form.reset();
      line.hidden = true;
      form.querySelector("input:not([type=hidden]), select")?.focus();
    });
  }

  for (const form of document.querySelectorAll("form[data-typed]")) draft(form);
}
