"use strict";

const keys = JSON.parse(document.getElementById("keys").textContent);
const forms = [...document.querySelectorAll("form")];
const right = new Set();

/* What somebody typed as a number: grouped by commas, points, spaces or apostrophes, with any minus; NaN if it is none. */
function numberIn(text) {
  let plain = text.normalize("NFKC").replace(/[\s'’_]/g, "").replace(/[−–‒]/g, "-");
  if (/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(",", "");
  else if (/^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(plain)) plain = plain.replaceAll(".", "").replace(",", ".");
  else plain = plain.replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

function paragraph(...parts) {
  const made = document.createElement("p");
  made.append(...parts);
  return made;
}

function verdict(word, text) {
  const strong = document.createElement("strong");
  strong.textContent = word;
  return paragraph(strong, ` ${text}`);
}

/* Which option was chosen or typed: its place, -1 for a number that is none of them, or what is to be done first. */
function given(form, key) {
  const typed = form.querySelector("input[type=text]");
  if (typed && typed.value.trim()) {
    const number = numberIn(typed.value);
    return Number.isNaN(number) ? "That is not a number: type digits, such as 1792 or 1,792." : key.numbers.indexOf(number);
  }
  const chosen = form.querySelector("input[type=radio]:checked");
  return chosen ? Number(chosen.value) : "Choose an option first.";
}

function check(form, number) {
  const key = keys[number];
  const answer = given(form, key);
  const shown = form.querySelector(".verdict");
  const good = answer === key.answer;
  shown.classList.toggle("right", good);
  if (typeof answer === "string") shown.replaceChildren(paragraph(answer));
  else if (answer < 0) shown.replaceChildren(verdict("Not right,", "and none of the usual mistakes. Try again."));
  else if (!good) shown.replaceChildren(verdict(`Not right: ${key.options[answer]}.`, key.explanations[answer]));
  else {
    const steps = document.createElement("ol");
    steps.append(...key.steps.map((step) => Object.assign(document.createElement("li"), { textContent: step })));
    shown.replaceChildren(verdict(`Right: ${key.options[answer]}.`, key.explanations[answer]), steps);
  }
  if (good) right.add(number);
  else right.delete(number);
  document.getElementById("score").textContent = `${right.size} of ${keys.length} right.`;
}

forms.forEach((form, number) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(form, number);
  });
  form.addEventListener("input", (event) => {
    const typed = form.querySelector("input[type=text]");
    if (event.target.type === "radio" && typed) typed.value = "";
    if (event.target.type === "text") form.querySelectorAll("input[type=radio]").forEach((each) => { each.checked = false; });
  });
});
