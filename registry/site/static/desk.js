// The desk works without this file. It adds: progress of uploads, more lines for issuers and signers, and typed text
// that survives a sign-out, a crash and the Back button until it is saved.
(() => {
  "use strict";

  // ---- typed text -------------------------------------------------------------------------------------------------
  // Kept in this tab only, under the form's name, and only what differs from what the server has put there.
  const LEFT_OUT = new Set(["csrf_token", "version", "kept_file", "action"]);
  const key = (form) => `typed:${form.dataset.draft}`;

  function fields(form) {
    return [...form.elements].filter((one) => one.name && !LEFT_OUT.has(one.name) && one.type !== "file");
  }
  const value = (one) => (one.type === "checkbox" ? one.checked : one.value);

  function snapshot(form) {
    return fields(form).map((one) => [one.name, one.type === "checkbox" ? one.value : "", value(one)]);
  }

  function keepTyped(form) {
    const served = JSON.stringify(snapshot(form));
    const refused = document.getElementById("refusal") !== null;
    const kept = sessionStorage.getItem(key(form));
    if (kept && !refused && kept !== served) restore(form, JSON.parse(kept));
    form.addEventListener("input", () => {
      const typed = JSON.stringify(snapshot(form));
      if (typed === served) sessionStorage.removeItem(key(form));
      else sessionStorage.setItem(key(form), typed);
    });
  }

  function restore(form, kept) {
    for (const name of ["issuers", "signer"]) {
      const wanted = kept.filter(([one]) => one === name).length;
      const lines = form.querySelector(`[name="${name}"]`)?.closest("[data-lines]");
      while (lines && lines.children.length < wanted) addLine(lines);
    }
    const waiting = [...kept];
    for (const one of fields(form)) {
      const at = waiting.findIndex(([name, choice]) => name === one.name && (one.type !== "checkbox" || choice === one.value));
      if (at < 0) continue;
      const [[, , typed]] = waiting.splice(at, 1);
      if (one.type === "checkbox") one.checked = typed;
      else one.value = typed;
    }
    form.querySelector("[data-restored]")?.removeAttribute("hidden");
  }

  // Saved, and so no longer needed here: the page that follows a save says so.
  function forgetSaved() {
    if (!document.querySelector("[data-saved]")) return;
    for (const form of document.querySelectorAll("form[data-draft]")) sessionStorage.removeItem(key(form));
    sessionStorage.removeItem("typed:new");
  }

  // ---- lines ------------------------------------------------------------------------------------------------------
  function addLine(lines) {
    const last = lines.lastElementChild;
    const fresh = last.cloneNode(true);
    const label = lines.closest(".field").querySelector("label")?.firstChild.textContent.trim();
    for (const input of fresh.querySelectorAll("input")) {
      input.value = "";
      for (const name of ["id", "aria-describedby", "aria-invalid"]) input.removeAttribute(name);
      if (label) input.setAttribute("aria-label", `${label} ${lines.children.length + 1}`);
    }
    lines.append(fresh);
  }

  function growing(lines) {
    lines.addEventListener("input", () => {
      if ([...lines.lastElementChild.querySelectorAll("input")].some((input) => input.value.trim())) addLine(lines);
    });
  }

  // ---- what was read from the file ---------------------------------------------------------------------------------
  // Puts what was read in the place of what stands in the field.
  function put(inputs, values) {
    inputs.forEach((input, at) => {
      input.value = values[at] ?? "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function use(button) {
    const form = document.querySelector("form.document-form");
    const values = JSON.parse(button.dataset.values);
    const [name, width] = button.dataset.use === "signers" ? ["signer", 2] : [button.dataset.use, 1];
    const all = () => [...form.querySelectorAll(width === 2 ? '[name="signer"], [name="office"]' : `[name="${name}"]`)];
    const lines = all()[0]?.closest("[data-lines]");
    while (lines && lines.children.length * width < values.length) addLine(lines);
    put(all(), values);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-use]");
    if (button) use(button);
  });

  // ---- uploads ----------------------------------------------------------------------------------------------------
  function showProgress(form, text, share) {
    const shown = form.querySelector(".upload-progress");
    shown.hidden = false;
    shown.querySelector("span").textContent = text;
    const bar = shown.querySelector("progress");
    bar.hidden = share === null;
    if (share !== null) bar.value = Math.round(share * 100);
    shown.classList.toggle("problem", share === null);
  }

  function tooLarge(form) {
    const shown = form.querySelector(".upload-progress");
    const file = form.querySelector("input[type=file]").files[0];
    if (!file || file.size <= Number(shown.dataset.limit)) return false;
    showProgress(form, shown.dataset.toldTooLarge, null);
    return true;
  }

  function upload(form, submitter) {
    const told = form.querySelector(".upload-progress").dataset;
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    const sending = new XMLHttpRequest();
    const free = () => form.classList.remove("sending");
    sending.upload.onprogress = (event) => {
      const share = event.lengthComputable ? event.loaded / event.total : 0;
      showProgress(form, share < 1 ? `${Math.round(share * 100)} %` : told.toldStored, share);
    };
    sending.onerror = sending.onabort = () => { free(); showProgress(form, told.toldBroken, null); };
    sending.onload = () => {
      free();
      if (sending.status === 503) showProgress(form, told.toldBusy, null);
      else if (sending.getResponseHeader("Content-Type")?.startsWith("text/html")) show(sending);
      else showProgress(form, told.toldBroken, null);
    };
    form.classList.add("sending");
    sending.open("POST", form.getAttribute("action"));
    sending.send(data);
  }

  // The answer is a page like any other, after a redirect or with problems named: it takes the place of this one.
  function show(answer) {
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    document.title = page.title;
    document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
    if (answer.responseURL !== location.href) history.pushState(null, "", answer.responseURL);
    window.htmx?.process(document.getElementById("main"));
    begin();
    (document.getElementById("refusal") || document.documentElement).scrollIntoView();
    document.getElementById("refusal")?.focus();
  }
  window.addEventListener("popstate", () => location.reload());

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".sign-out")) sessionStorage.clear(); // whoever signs in next in this tab finds nothing
    if (form.classList.contains("sending")) return event.preventDefault();
    if (!form.matches("form[data-upload]") || !form.querySelector("input[type=file]").files.length) return undefined;
    event.preventDefault();
    if (!tooLarge(form)) upload(form, event.submitter);
    return undefined;
  });

  document.addEventListener("change", (event) => {
    const chosen = event.target;
    const drop = chosen.closest?.(".drop");
    if (chosen.type !== "file" || !drop || !chosen.files.length) return;
    drop.classList.add("chosen");
    if (!tooLarge(chosen.form)) chosen.form.querySelector(".upload-progress").hidden = true;
  });
  for (const [kind, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(kind, (event) => event.target.closest?.(".drop")?.classList.toggle("over", over));
  }

  function begin() {
    forgetSaved();
    document.querySelectorAll("[data-lines]").forEach(growing);
    document.querySelectorAll("form[data-draft]").forEach(keepTyped);
  }
  begin();
})();
