// Small helps on top of pages that work without it: no double sending, nothing typed lost, a word before
// the session ends. No dependency. What people type about a person never leaves the tab: sessionStorage only.

const words = document.getElementById("script-words")?.dataset ?? {};
const say = (text, values = {}) => (text ?? "").replace(/%\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clock = (moment) => {
  const half = moment.getHours() < 12 ? "am" : "pm";
  return `${moment.getHours() % 12 || 12}:${String(moment.getMinutes()).padStart(2, "0")}${half}`;
};

const user = document.body.dataset.user;
const PREFIX = "iirms:";
const KEPT_FOR = 8 * 60 * 60 * 1000;

// --- sending once ---------------------------------------------------------------------------------

const sending = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-may-resend")) return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  sending.add(form);
  // After the browser has read the form: a disabled button would not send its own value.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
});

// Coming back with the browser's Back button, the page may be the one we disabled.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form").forEach((form) => {
    sending.delete(form);
    form.querySelectorAll("button[disabled]").forEach((button) => (button.disabled = false));
  });
});

// --- keeping what was typed, in this tab -------------------------------------------------------------

const store = {
  read(key) {
    try {
      const kept = JSON.parse(sessionStorage.getItem(key));
      return kept && Date.now() - kept.at < KEPT_FOR ? kept : null;
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page works as it would without.
    }
  },
  forget(key) {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // As above.
    }
  },
  keys() {
    try {
      return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return [];
    }
  },
};

const forgetAll = () => store.keys().forEach(store.forget);
const isText = (box) => box.tagName === "TEXTAREA" || (box.tagName === "INPUT" && ["text", "search", "tel", "email"].includes(box.type));
const isKept = (box) => box.name && !["hidden", "password", "file", "submit", "button"].includes(box.type) && !box.disabled;
const boxesOf = (form) => [...form.elements].filter(isKept);
const worthKeeping = (form) =>
  form.method === "post" && form.dataset.keep !== "no" && (form.dataset.keep === "yes" || form.querySelector("textarea") || boxesOf(form).filter(isText).length > 2);

const valuesOf = (form) =>
  boxesOf(form).map((box) => [box.name, box.type === "radio" || box.type === "checkbox" ? (box.checked ? box.value : null) : box.value]);
const forms = [...document.querySelectorAll("main form")].filter(worthKeeping);
const keyOf = (form) => `${PREFIX}${user}:${location.pathname}:${forms.indexOf(form)}`;

function putBack(form, values) {
  const chosen = new Set(values.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${value}`));
  const texts = new Map(values.filter(([, value]) => value !== null));
  boxesOf(form).forEach((box) => {
    if (box.type === "radio" || box.type === "checkbox") {
      if (box.checked !== chosen.has(`${box.name}=${box.value}`)) box.click();
    } else if (texts.has(box.name)) {
      box.value = texts.get(box.name);
    }
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function notice(text, actions = []) {
  const banner = document.createElement("div");
  banner.className = "iirms-notice iirms-notice--soon";
  banner.setAttribute("role", "status");
  const title = document.createElement("p");
  title.className = "iirms-notice__title";
  title.textContent = words.important;
  const body = document.createElement("p");
  body.className = "iirms-notice__text";
  body.textContent = text;
  banner.append(title, body);
  actions.forEach(([label, act, secondary]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `govuk-button iirms-button--small${secondary ? " govuk-button--secondary" : ""}`;
    button.textContent = label;
    button.addEventListener("click", () => act(banner, body));
    banner.append(button);
  });
  document.getElementById("main-content")?.prepend(banner);
  return banner;
}

function offerBack(form, key, kept) {
  notice(say(words.kept, { time: clock(new Date(kept.at)) }), [
    [
      words.putBack,
      (banner, body) => {
        putBack(form, kept.values);
        body.textContent = words.putBackDone;
        banner.querySelectorAll("button").forEach((button) => button.remove());
        boxesOf(form)[0]?.focus();
      },
    ],
    [
      words.throwAway,
      (banner) => {
        store.forget(key);
        banner.remove();
      },
      true,
    ],
  ]);
}

function keepTyping(form) {
  const key = keyOf(form);
  const asServed = JSON.stringify(valuesOf(form));
  const kept = store.read(key);
  const answered = document.querySelector(".govuk-error-summary");
  if (kept && !answered && JSON.stringify(kept.values) !== asServed) offerBack(form, key, kept);
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!sending.has(form)) store.write(key, { at: Date.now(), values: valuesOf(form) });
    }, 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    store.write(key, { at: Date.now(), values: valuesOf(form), sent: true });
  });
}

// A page that says "not received" (data-keeps-typing) leaves what was sent in the tab; any other page
// that follows a sending means it arrived.
function settleSent() {
  const notReceived = document.body.hasAttribute("data-keeps-typing") || !user;
  store.keys().forEach((key) => {
    const kept = store.read(key);
    if (!kept || (user && !key.startsWith(`${PREFIX}${user}:`))) store.forget(key);
    else if (kept.sent && notReceived) store.write(key, { ...kept, sent: false });
    else if (kept.sent) store.forget(key);
  });
}

document.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", forgetAll));
settleSent();
if (user) forms.forEach(keepTyping);

// --- one answer suggests another, until somebody gives that one themselves -------------------------------

function suggest(form) {
  const suggested = new Map(form.dataset.as.split(",").map((pair) => pair.split(" ")));
  const ticked = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value;
  let before = ticked(form.dataset.after);
  form.addEventListener("change", (event) => {
    if (event.target.name !== form.dataset.after) return;
    const answer = ticked(form.dataset.suggests);
    if (answer === undefined || answer === suggested.get(before)) {
      form.querySelector(`input[name="${form.dataset.suggests}"][value="${suggested.get(event.target.value)}"]`)?.click();
    }
    before = event.target.value;
  });
}

document.querySelectorAll("form[data-suggests]").forEach(suggest);

// --- work under way elsewhere: its part of the page is asked for again until it is gone ---

function keepFresh(part) {
  const again = () => setTimeout(ask, 1000 * Number(part.dataset.refreshSeconds));
  async function ask() {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-refresh-seconds]");
      if (!now || answer.redirected) return location.reload();
      if (now.textContent.trim() !== part.textContent.trim()) part.replaceChildren(...now.childNodes);
    } catch { /* offline for a moment: ask again */ }
    again();
  }
  again();
}

document.querySelectorAll("[data-refresh-seconds]").forEach(keepFresh);

// --- filters lie folded on a phone only ----------------------------------------------------------------

const wide = matchMedia("(min-width: 48em)");
const unfold = () => wide.matches && document.querySelectorAll(".iirms-filter__fold").forEach((fold) => (fold.open = true));
wide.addEventListener("change", unfold);
unfold();

// --- on a phone the picture of an ending is wider than the screen: begin at today -----------------------

document.querySelectorAll(".iirms-goodbye__frame").forEach((frame) => {
  const today = frame.querySelector(".iirms-goodbye__today")?.getBoundingClientRect();
  if (today) frame.scrollLeft = today.left - frame.getBoundingClientRect().left - frame.clientWidth / 2;
});

// --- a word before the session ends ----------------------------------------------------------------------

// The server ends a session nobody uses. Typing is use: whoever types is kept in without being asked.
let lastTyped = 0;
document.addEventListener("input", () => (lastTyped = Date.now()));

async function stay() {
  const answer = await fetch(document.body.dataset.stayUrl, { redirect: "error" });
  const { seconds } = answer.ok ? await answer.json() : {};
  if (!seconds) throw new Error("signed out");
  return seconds;
}

function watchSession(seconds) {
  let end = Date.now() + seconds * 1000;
  let shown;
  const goOn = async () => {
    const left = await stay();
    end = Date.now() + left * 1000;
    shown?.remove();
    shown = undefined;
  };
  const warn = () => {
    shown = notice(say(words.endingSoon, { time: clock(new Date(end)) }), [[words.stay, () => goOn().catch(over)]]);
  };
  const over = () => {
    clearInterval(looking);
    shown?.remove();
    notice(words.ended);
  };
  const look = () => {
    const left = end - Date.now();
    if (left <= 0) over();
    else if (left < 5 * 60 * 1000 && !shown) {
      if (Date.now() - lastTyped < 10 * 60 * 1000) goOn().catch(warn);
      else warn();
    }
  };
  const looking = setInterval(look, 20000);
}

const secondsLeft = Number(document.body.dataset.sessionSeconds);
if (secondsLeft > 0) watchSession(secondsLeft);
