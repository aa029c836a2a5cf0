// Conveniences for the roster pages; every page works without them.
"use strict";

// A workbook dropped anywhere on the form is chosen as with its button.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragover", "dragenter"])
    form.addEventListener(name, event => {
      event.preventDefault();
      form.classList.add("over");
    });
  form.addEventListener("dragleave", event => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", event => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

// A row is corrected in place: by its link, or by a double click on a value.
async function edit(row, field) {
  const response = await fetch(row.dataset.edit, {
    headers: {
      "HX-Request": "true"
    }
  });
  if (!response.ok || response.redirected) {
    location.href = row.dataset.edit;
    return;
  }
  document.querySelector("tr.editing")?.remove();
  const formRow = document.createElement("tr");
  formRow.className = "editing";
  const cell = formRow.insertCell();
  cell.colSpan = row.cells.length;
  cell.innerHTML = await response.text();
  row.after(formRow);
  const target = field && cell.querySelector(`.cell[data-field="${field}"]`);
  const first = target?.querySelector("input, select") || cell.querySelector("[autofocus]") || cell.querySelector(
    ".cell input, .cell select");
  first?.focus();
}

document.addEventListener("dblclick", event => {
  const row = event.target.closest("tr[data-edit]");
  if (row) edit(row, event.target.closest("[data-field]")?.dataset.field);
});
document.addEventListener("click", event => {
  const link = event.target.closest("tr[data-edit] .edit a");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    edit(link.closest("tr"));
  } else if (event.target.closest("tr.editing [data-close]")) {
    event.preventDefault();
    close();
  }
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") close();
});

function close() {
  const formRow = document.querySelector("tr.editing");
  const row = formRow?.previousElementSibling;
  formRow?.remove();
  row?.querySelector(".edit a")?.focus();
}
