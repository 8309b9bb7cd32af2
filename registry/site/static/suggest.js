// Suggestions below the search box, by the combobox pattern of the ARIA Authoring Practices. Without this file the form
// searches all the same; with it, Enter still searches unless a suggestion was chosen with the arrow keys.
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds without a key, after which is asked
  const KINDS = { number: "van-ban", title: "van-ban", issuer: "co-quan" };

  function enhance(input) {
    const { suggestions, label, told } = input.dataset;
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    list.hidden = true;
    const status = document.createElement("p");
    status.className = "out-of-sight";
    status.setAttribute("role", "status");
    input.parentElement.append(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox",
    })) input.setAttribute(name, value);

    let chosen = -1;
    let waiting = 0;
    let asked = null;

    const addressOf = (one) => `${suggestions}/${KINDS[one.kind]}/${encodeURIComponent(one.key)}`;

    function close() {
      window.clearTimeout(waiting);
      asked?.abort();
      list.hidden = true;
      list.replaceChildren();
      status.textContent = "";
      choose(-1);
      input.setAttribute("aria-expanded", "false");
    }

    function choose(place) {
      chosen = place;
      [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === place)));
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[place].id);
        list.children[place].scrollIntoView({ block: "nearest" });
      }
    }

    function row(one, at) {
      const made = document.createElement("li");
      made.id = `${list.id}-${at}`;
      made.className = one.kind;
      made.setAttribute("role", "option");
      made.dataset.address = addressOf(one);
      const text = document.createElement("b");
      text.textContent = one.text;
      const more = document.createElement("span");
      more.textContent = one.more;
      made.append(text, " ", more);
      return made;
    }

    function show(items) {
      list.replaceChildren(...items.map(row));
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(items.length > 0));
      status.textContent = items.length ? told.replace("{count}", items.length) : "";
      choose(-1);
    }

    async function ask() {
      asked?.abort();
      asked = new AbortController();
      const typed = input.value;
      if (typed.trim().length < 2) return close();
      try {
        const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed.slice(0, 300))}`, { signal: asked.signal });
        if (answer.ok && typed === input.value && document.activeElement === input) show((await answer.json()).items);
      } catch {
        // Aborted, or no network: the form works without suggestions.
      }
    }

    input.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(ask, PAUSE);
    });
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) window.location.assign(row.dataset.address);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // a Vietnamese keyboard is at it
      const many = list.children.length;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (many && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(chosen < 0 && step < 0 ? many - 1 : ((chosen + step + 1 + many + 1) % (many + 1)) - 1);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        window.location.assign(list.children[chosen].dataset.address);
      }
    });
  }

  document.querySelectorAll("input[data-suggestions]").forEach(enhance);
})();
