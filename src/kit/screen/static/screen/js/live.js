// What others do appears by itself: one event stream per page, topics named by the elements that care.
// <div data-live="incoming" hx-get="..." hx-trigger="live:incoming">. Falls back to asking every 15 seconds.
import { onLoad } from "./dom.js";

const POLL_MS = 15000;
const CALM_MS = 3000;
const line = document.getElementById("cv-offline");
const url = document.body.dataset.events;
const listening = new Set();
const resting = new WeakMap();  // element → what it will be told when it has rested
let stream = null;
let poll = null;
let failures = 0;
let downSince = null;
let missed = false;
let asked = 0;  // when the page was asked for, or the stream the last time

const topicsOf = (element) => (element.dataset.live ?? "").split(/[\s,]+/).filter(Boolean);

// A busy agency does not make every open page ask all the time: data-calm hears at once, then rests, and what came
// meanwhile is told at the end of the rest, so the last news is never lost.
function tell(element, topic, data) {
  const say = () => element.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: { topic, data } }));
  if (element.dataset.calm === undefined) {
    say();
    return;
  }
  if (resting.has(element)) {
    resting.set(element, () => tell(element, topic, data));
    return;
  }
  resting.set(element, null);
  setTimeout(() => {
    const missed = resting.get(element);
    resting.delete(element);
    if (element.isConnected) missed?.();
  }, CALM_MS);
  say();
}

function wake(topic, data = "") {
  for (const element of document.querySelectorAll("[data-live]")) {
    const named = topicsOf(element);
    for (const one of named) if (topic === "*" || topic === one) tell(element, one, data);
  }
}

function clock() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function down() {
  if (!line) return;
  downSince ??= clock();
  line.textContent = `Mất kết nối từ ${downSince}. Trang giữ số liệu lúc đó và tự nối lại; việc đã bấm không mất.`;
  line.hidden = false;
}

function up() {
  if (line) line.hidden = true;
  if (missed) wake("*");
  missed = false;
  downSince = null;
  failures = 0;
  clearInterval(poll);
  poll = null;
}

// The front names the topic as the event, or as the first word of the data; both are understood.
function heard(event) {
  const text = String(event.data ?? "");
  if (event.type !== "message") {
    wake(event.type, text);
    return;
  }
  let topic = text.split(/\s/)[0];
  if (text.startsWith("{")) {
    try {
      topic = JSON.parse(text).topic ?? "";
    } catch {
      topic = "";
    }
  }
  if (topic) wake(topic, text.slice(topic.length).trim());
}

function connect() {
  stream?.close();
  if (!window.EventSource || !url || listening.size === 0) return;
  const address = new URL(url, document.baseURI);
  address.searchParams.set("topics", [...listening].sort().join(","));
  // What happened between the drawing of the page and this moment comes first.
  const now = performance.now();
  address.searchParams.set("age", ((now - asked) / 1000 + 0.1).toFixed(1));
  asked = now;
  stream = new EventSource(address);
  stream.addEventListener("open", up);
  stream.addEventListener("message", heard);
  for (const topic of listening) stream.addEventListener(topic, heard);
  stream.addEventListener("error", () => {
    failures += 1;
    missed = true;
    if (failures >= 2) down();
    poll ??= setInterval(() => wake("*"), POLL_MS);
    // A refused stream (404, 403) does not come back by itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, POLL_MS);
  });
}

let pending = null;
onLoad("[data-live]", (element) => {
  const before = listening.size;
  for (const topic of topicsOf(element)) listening.add(topic);
  if (listening.size === before) return;
  clearTimeout(pending);
  pending = setTimeout(connect, 50);
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-pill]")) setTimeout(() => event.target.closest("[data-pill]")?.remove(), 400);
});
addEventListener("offline", down);
addEventListener("online", connect);
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => { if (event.persisted) { connect(); wake("*"); } });
