// Keep a job's progress fresh while it is open. Without scripts the page has a link for that.

const EVERY_MS = 3000;

async function refresh() {
  const shown = document.querySelector("[data-job]");
  // A person who stands on a button keeps it.
  if (!document.hidden && !shown.contains(document.activeElement)) {
    try {
      const response = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-job]");
      if (response.ok && fresh) {
        shown.replaceWith(fresh);
      }
    } catch {
      // No connection at the moment: try again next time.
    }
  }
  watch();
}

function watch() {
  if (document.querySelector("[data-job][data-open]")) {
    setTimeout(refresh, EVERY_MS);
  }
}

watch();
