// One page at a time, by the address; without this script, and on paper, all of them one after the other.
const pages = [...document.querySelectorAll(".page")];
const tabs = [...document.querySelectorAll("nav a")];

const showPage = (page) => {
  for (const one of pages) one.classList.toggle("shown", one === page);
  for (const tab of tabs) {
    if (page.contains(document.getElementById(tab.hash.slice(1)))) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
};

// What the address names: a list in a view, a place on a page, or nothing.
const follow = () => {
  const [name, view] = decode(location.hash.slice(1));
  const target = name ? document.getElementById(name) : null;
  const page = target && target.closest(".page");
  showPage(page || pages[0]);
  const list = lists.get(name);
  if (list) {
    list.view = view;
    list.show();
    list.section.querySelector("h3").focus({ preventScroll: true });
  }
  if (!page || tabs.some((tab) => tab.hash.slice(1) === name)) scrollTo(0, 0);
  else target.scrollIntoView();
};

// Arrows move along the tabs, and from row to row.
const step = (event, all, forth, back) => {
  const at = all.indexOf(document.activeElement);
  const to = event.key === forth ? at + 1 : event.key === back ? at - 1 : -1;
  if (at < 0 || to < 0 || to >= all.length) return;
  event.preventDefault();
  all[to].focus();
};
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  step(event, tabs, "ArrowRight", "ArrowLeft");
  const table = document.activeElement.closest("table");
  if (table) step(event, [...table.querySelectorAll(".open")], "ArrowDown", "ArrowUp");
});

const skip = document.querySelector(".skip");
skip.addEventListener("click", (event) => {
  event.preventDefault();
  const heading = document.querySelector(".page.shown h2");
  heading.tabIndex = -1;
  heading.focus();
});
