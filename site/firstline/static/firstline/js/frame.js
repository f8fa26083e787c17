// What the frame of every page adds where scripts run: a quicker exit, and focus on what went wrong.

import { leave as leaveDevice, lock } from "../../people/device.js";

const PRESSES = 3;
const WITHIN_MS = 5000;
// Nobody in danger waits for a slow disk.
const LEAVE_WITHIN_MS = 500;

let account = null;

function cleared() {
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch {
    // Storage may be forbidden; there is nothing in it then.
  }
}

/** True once the key is gone and only sealed answers are left; false to have everything removed. */
function lockedAway() {
  const slow = new Promise((resolve) => setTimeout(resolve, LEAVE_WITHIN_MS, false));
  return Promise.race([leaveDevice().catch(() => false), slow]);
}

/** Blank the page at once, drop what this browser kept in readable form, and leave. */
async function leave(address) {
  document.title = "";
  document.documentElement.hidden = true;
  cleared();
  const way = new URL(address);
  if (await lockedAway()) way.searchParams.set("keep", "sealed");
  account?.left(way.href);
  // Replacing, not following: Back does not lead to this page again.
  location.replace(way);
}

const exit = document.querySelector("[data-exit]");
if (exit) {
  let presses = [];
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(exit.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) {
      leave(exit.href);
    }
  });
}

document.querySelector("[data-focus]")?.focus();

// Visitors who are not signed in do without the rest, and find nothing of anybody who was.
const { owner } = document.documentElement.dataset;
if (owner === "") {
  lock().catch(() => {});
} else if (owner) {
  account = await import("./account.js").catch(() => null);
}
