// The time left, from the server's clock. Screen readers are told at a few moments, not each second.

const TELL_AT = [900, 600, 300, 120, 60, 30];
const A_DAY = 86_400;

let asleep = 0;
let seen = [performance.now(), Date.now()];

/** Add what the browser's own clock slept through: it may stand still while a phone is locked. */
function wake() {
  const now = [performance.now(), Date.now()];
  const [ran, passed] = now.map((at, which) => at - seen[which]);
  // A second or two of difference is a clock being set right, not sleep.
  if (passed - ran > 3_000) asleep += passed - ran;
  seen = now;
}

document.addEventListener("visibilitychange", wake);
setInterval(wake, 10_000);

/** Milliseconds since the page was asked for, sleep counted. */
export function awake() {
  return performance.now() + asleep;
}

/** When the server's answer, which holds the page's times, began to arrive. */
export function answeredAt() {
  const [page] = performance.getEntriesByType("navigation");
  return page?.responseStart || performance.now();
}

/** Count down where the quiz has a time limit, and call `ended` once when nothing is left. */
export function watchClock(form, ended) {
  const place = document.querySelector("[data-seconds-left]");
  if (!place) return;
  const shown = place.querySelector("[data-left]");
  const told = place.querySelector("[data-told]");
  let end = answeredAt() + Number(place.dataset.secondsLeft) * 1000;
  let before = Infinity;

  function tick() {
    const left = Math.max(0, Math.ceil((end - awake()) / 1000));
    place.querySelector("[data-clock]").hidden = left > A_DAY;
    const minutes = Math.floor(left / 60);
    shown.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
    if (TELL_AT.some((at) => left <= at && at < before)) {
      const words = left > 60 ? place.dataset.minutes : place.dataset.seconds;
      told.textContent = words.replace("%n%", left > 60 ? Math.round(left / 60) : left);
    }
    before = left;
    if (left > 0) return;
    clearInterval(timer);
    place.querySelector("[data-over]").hidden = false;
    place.querySelector("[data-running]").hidden = true;
    told.textContent = "";
    ended();
  }

  form.addEventListener("clock", ({ detail }) => {
    if (typeof detail === "number") end = awake() + detail * 1000;
  });
  const timer = setInterval(tick, 1000);
  tick();
}
