// Small helps for the roster pages; every page works without them.
"use strict";

// Workbooks dropped anywhere on the form are chosen as if by its button.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragover", "dragenter"])
    form.addEventListener(name, event => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", event => { if (!form.contains(event.relatedTarget)) form.classList.remove("over"); });
  form.addEventListener("drop", event => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

// A row is corrected where it stands: by its link, or by a double click on a value.
async function edit(row, field) {
  const answer = await fetch(row.dataset.edit, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) { location.href = row.dataset.edit; return; }
  document.querySelector("tr.editing")?.remove();
  const place = document.createElement("tr");
  place.className = "editing";
  const cell = place.insertCell();
  cell.colSpan = row.cells.length;
  cell.innerHTML = await answer.text();
  row.after(place);
  const wanted = field && cell.querySelector(`.cell[data-field="${field}"]`);
  const first = wanted?.querySelector("input, select") || cell.querySelector("[autofocus]") || cell.querySelector(".cell input, .cell select");
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
  const place = document.querySelector("tr.editing");
  const row = place?.previousElementSibling;
  place?.remove();
  row?.querySelector(".edit a")?.focus();
}
