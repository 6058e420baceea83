// What of the run every list needs: versions, the domain that is left out, files with their hashes.
let run = null;

const unfolders = () => {
  for (const one of document.querySelectorAll(".unfold")) {
    one.hidden = false;
    one.addEventListener("click", () => {
      const all = [...document.querySelectorAll("#" + one.dataset.of + " details")];
      const open = !all.every((fold) => fold.open);
      for (const fold of all) fold.open = open;
    });
  }
};

// The list that is looked at first, then the others.
const order = () => {
  const all = ["changes", "findings", "tickets"];
  const [name] = decode(location.hash.slice(1));
  const target = name && document.getElementById(name);
  const holds = (list) => list === name || (target && target.closest(".page").contains(document.getElementById(list)));
  return [...all.filter(holds), ...all.filter((list) => !holds(list))];
};

const start = async () => {
  document.documentElement.classList.add("paged");
  unfolders();
  follow();
  run = await unpack("run");
  document.getElementById("without").remove();
  for (const name of order()) {
    const list = new List(name, await unpackTable(name));
    lists.set(name, list);
    if (decode(location.hash.slice(1))[0] === name) follow();
    else list.show();
    performance.mark(name + " shown");
  }
  // Names of tickets lead to their rows, now that these are there.
  for (const list of lists.values()) list.show();
  document.documentElement.dataset.ready = "all";
};

addEventListener("hashchange", follow);
addEventListener("beforeprint", () => { for (const list of lists.values()) list.print(true); });
addEventListener("afterprint", () => { for (const list of lists.values()) list.print(false); });
start().catch((fault) => {
  const note = document.getElementById("without") || document.querySelector("main").insertAdjacentElement("beforebegin", el("p", { class: "aside", id: "without" }));
  note.append(" This browser could not unpack it: " + fault.message + ".");
});
