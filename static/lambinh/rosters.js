// Conveniences for the roster pages; every page works without them.
"use strict";

// You can drop a workbook anywhere on the form.
for (const form of document.querySelectorAll("[data-drop-zone]")) {
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragover", "dragenter"])
    form.addEventListener(name, event => {
      event.preventDefault();
      form.classList.add("is-drop-target");
    });
  form.addEventListener("dragleave", event => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("is-drop-target");
  });
  form.addEventListener("drop", event => {
    event.preventDefault();
    form.classList.remove("is-drop-target");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

// Opens the form of a row below it: by its link, or by a double click on a value.
async function openRowForm(row, field) {
  const response = await fetch(row.dataset.editUrl, {
    headers: {
      "HX-Request": "true"
    }
  });
  if (!response.ok || response.redirected) {
    location.href = row.dataset.editUrl;
    return;
  }
  document.querySelector("tr.edit-row")?.remove();
  const formRow = document.createElement("tr");
  formRow.className = "edit-row";
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
  const row = event.target.closest("tr[data-edit-url]");
  if (row) openRowForm(row, event.target.closest("[data-field]")?.dataset.field);
});
document.addEventListener("click", event => {
  const link = event.target.closest("tr[data-edit-url] .edit-link a");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openRowForm(link.closest("tr"));
  } else if (event.target.closest("tr.edit-row [data-close]")) {
    event.preventDefault();
    closeRowForm();
  }
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") closeRowForm();
});

function closeRowForm() {
  const formRow = document.querySelector("tr.edit-row");
  const row = formRow?.previousElementSibling;
  formRow?.remove();
  row?.querySelector(".edit-link a")?.focus();
}
