// The one entry of every page: each module looks for its own attributes and does nothing without them.
import "./request.js";
import "./swap.js";
import "./press.js";
import "./keys.js";
import "./dialog.js";
import "./list.js";
import "./chosen.js";
import "./toast.js";
import "./live.js";
import "./palette.js";
import "./theme.js";
import "./form.js";
import "./filter.js";
import "./tip.js";
import "./tabs.js";
import { onLoad } from "./dom.js";

// The reader of PDF files is large; pages without a document never fetch it.
onLoad("[data-viewer]", async (element) => {
  const { open } = await import("./viewer.js");
  await open(element);
});

if ("serviceWorker" in navigator && document.body.dataset.worker) {
  navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/" }).catch(() => {
    // A browser that forbids workers (private window, plain http) still has the whole program.
  });
}
