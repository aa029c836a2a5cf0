// "Select all" of the export page.
"use strict";

document.addEventListener("change", event => {
  if (!event.target.matches(".select-toggle")) return;
  for (const box of document.querySelectorAll(".selectable-field-export-row input[type=checkbox]"))
    box.checked = event.target.checked;
});
