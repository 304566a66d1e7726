// Onus: the column of passages beside a document. It shows what is near the page that is
// read; what others do appears without moving what one reads or writes.
"use strict";
(() => {
	const parts = document.getElementById("parts"), notes = document.getElementById("notes");
	if (!parts || !notes) return;
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	const list = () => document.getElementById("notes-list");
	const card = (id) => document.getElementById("note-" + id);
	const later = (wait, f) => { let timer; return (...args) => { clearTimeout(timer); timer = setTimeout(f, wait, ...args); }; };
	const say = (text) => { document.getElementById("say").textContent = text; };
	const narrow = matchMedia("(max-width: 899px)");

	// ---- what is shown --------------------------------------------------
	let chosen = new URLSearchParams(), page = Number(parts.dataset.page);

	const address = () => {
		const query = new URLSearchParams(parts.dataset.query);
		query.delete("q");
		query.set("page", page);
		for (const [name, value] of chosen) if (value) query.set(name, value);
		return `${notes.dataset.notesUrl}?${query}`;
	};

	// Somebody who writes in the column is not disturbed.
	const isWriting = () => notes.contains(document.activeElement) && document.activeElement.matches("textarea, input, select")
		|| notes.querySelector(".note-acts details[open]")
		|| all("textarea", notes).some((field) => field.value !== field.defaultValue);

	let asked = null;
	async function load(url = address()) {
		asked?.abort();
		const stop = asked = new AbortController();
		try {
			const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: stop.signal });
			if (!answer.ok || stop !== asked) return;
			const html = await answer.text();
			if (isWriting()) return newer();
			const top = notes.scrollTop, focus = document.activeElement?.closest?.("[data-note]")?.id;
			list().outerHTML = html;
			htmx.process(list());
			notes.scrollTop = top;
			if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
		} catch { /* the next change asks again */ }
	}
	const loadSoon = later(150, () => isWriting() ? newer() : load());

	function newer() {
		if (notes.querySelector(".notes-newer")) return;
		const button = document.createElement("button");
		button.className = "button small notes-newer";
		button.type = "button";
		button.textContent = notes.dataset.newer;
		button.addEventListener("click", () => { button.remove(); for (const f of all("form", notes)) f.reset(); load(); });
		list().querySelector(".notes-head").append(button);
	}

	parts.addEventListener("onus:page", (event) => {
		page = event.detail.page;
		if (!notes.hidden && !notes.contains(document.activeElement) && !isWriting()) loadSoon();
	});

	// ---- changes --------------------------------------------------------
	const mine = new Set(); // what was marked here
	const refresh = () => parts.dispatchEvent(new CustomEvent("onus:stale"));
	const refreshSoon = later(80, refresh);

	document.addEventListener("onus:change", (event) => {
		const { noun, id, evidence } = event.detail;
		// Without an item it is one that became private, perhaps one that is shown here.
		if (noun === "annotations" && (!evidence || evidence === notes.dataset.evidence)) {
			refreshSoon();
			if (!mine.has(id) || !isWriting()) loadSoon();
		} else if (noun === "labels" || noun === "links") loadSoon();
	});
	document.addEventListener("onus:resync", () => { refreshSoon(); loadSoon(); });

	// A card that was made or moved.
	document.addEventListener("onus:note", async (event) => {
		const { card: made, then } = event.detail;
		if (!made) return;
		mine.add(made.dataset.note);
		const old = document.getElementById(made.id);
		if (old) old.replaceWith(made);
		else {
			const item = document.createElement("li");
			item.append(made);
			const after = all("ol.notes > li", notes).find((one) => Number(one.querySelector("[data-start]")?.dataset.start) > Number(made.dataset.start));
			notes.querySelector("ol.notes").insertBefore(item, after ?? null);
			notes.querySelector(".notes-empty")?.remove();
		}
		htmx.process(made);
		if (!then) loadSoon();
		if (then) open();
		point(made);
		if (then === "comment") made.querySelector("a[href$='/edit']")?.click();
		if (then === "cite") {
			made.querySelector(".note-cite").open = true;
			made.querySelector("[name=claim_id]").focus();
		}
	});
	notes.addEventListener("htmx:after:swap", refreshSoon);
	notes.addEventListener("htmx:afterSwap", refreshSoon);

	// ---- from passage to card and back ----------------------------------
	function point(one) {
		for (const old of all(".note-card.now")) old.classList.remove("now");
		one.classList.add("now");
		one.scrollIntoView({ block: "nearest" });
	}

	async function showNote(id) {
		open();
		let one = card(id);
		if (!one) {
			const answer = await fetch(`${notes.dataset.annotations}/${encodeURIComponent(id)}`, { headers: { "HX-Request": "true" } });
			const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-note]");
			if (!answer.ok || !made) return;
			document.dispatchEvent(new CustomEvent("onus:note", { detail: { card: made } }));
			one = card(id);
		}
		point(one);
		one.focus({ preventScroll: true });
	}

	// offer lists what lies where somebody clicked.
	function offer(ids, event) {
		const menu = document.getElementById("several");
		menu.replaceChildren(...ids.map((id) => {
			const button = document.createElement("button"), one = card(id);
			button.type = "button";
			button.className = "several-note";
			button.dataset.noteShow = id;
			const mark = all("[aria-description]", parts).find((m) => m.dataset.notes.split(" ").includes(id));
			button.textContent = one ? `${one.querySelector(".note-label").textContent} – ${one.querySelector(".note-by span").textContent}` : mark?.getAttribute("aria-description") ?? id;
			return button;
		}));
		menu.style.left = Math.max(8, Math.min(event.clientX, innerWidth - 280)) + "px";
		menu.style.top = Math.max(8, Math.min(event.clientY, innerHeight - 40 - 36 * ids.length)) + "px";
		menu.showPopover();
		menu.querySelector("button").focus();
	}

	parts.addEventListener("click", (event) => {
		if (!getSelection().isCollapsed) return;
		const under = document.elementsFromPoint(event.clientX, event.clientY).filter((one) => one.dataset?.notes && parts.contains(one));
		const ids = [...new Set(under.flatMap((one) => one.dataset.notes.split(" ")))];
		if (ids.length === 1) showNote(ids[0]);
		else if (ids.length) offer(ids, event);
	});

	// ---- buttons --------------------------------------------------------
	const toggle = document.querySelector("[data-notes-do=toggle]");
	function show(yes) {
		notes.hidden = !yes;
		toggle.setAttribute("aria-expanded", String(yes));
	}
	function open() { if (notes.hidden) show(true); }

	document.addEventListener("click", (event) => {
		const go = event.target.closest("[data-note-go]"), more = event.target.closest("[data-notes-more]");
		const does = event.target.closest("[data-notes-do]")?.dataset.notesDo, shown = event.target.closest("[data-note-show]");
		if (shown) {
			document.getElementById("several").hidePopover();
			return showNote(shown.dataset.noteShow);
		}
		if (does === "toggle") {
			show(notes.hidden);
			if (!notes.hidden) load();
		} else if (does === "close") show(false);
		if (event.ctrlKey || event.metaKey || event.shiftKey) return;
		if (more && notes.contains(more)) {
			event.preventDefault();
			load(more.href);
		}
		const one = go?.closest("[data-note]");
		if (!one || !notes.contains(one)) return;
		event.preventDefault();
		parts.dispatchEvent(new CustomEvent("onus:goto", { detail: { part: Number(one.dataset.part), selector: `[data-notes~="${CSS.escape(go.dataset.noteGo)}"]` } }));
		point(one);
		if (narrow.matches) show(false);
		say(one.getAttribute("aria-label"));
	});

	async function step(url) {
		const answer = await fetch(url, { method: "POST", headers: { "HX-Request": "true" } });
		const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-steps]");
		say(said?.textContent ?? "");
		refresh();
		load();
	}

	notes.addEventListener("submit", (event) => {
		const form = event.target, url = event.submitter?.getAttribute("formaction");
		if (event.submitter?.dataset.step) {
			event.preventDefault();
			step(url);
		} else if (form.matches("[data-notes-filter]")) {
			event.preventDefault();
			filter(form);
		}
	});
	function filter(form) {
		chosen = new URLSearchParams();
		for (const field of all("select", form)) chosen.set(field.name, field.value);
		load();
	}
	notes.addEventListener("change", (event) => {
		const form = event.target.closest("[data-notes-filter]");
		if (form) {
			event.target.blur();
			filter(form);
		}
	});

	addEventListener("keydown", (event) => {
		if (!event.ctrlKey && !event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
		const key = event.key.toLowerCase(), which = key === "z" ? event.shiftKey ? "redo" : "undo" : key === "y" ? "redo" : null;
		const button = which && notes.querySelector(`[data-step=${which}]`);
		if (!button) return;
		event.preventDefault();
		step(button.getAttribute("formaction"));
	});

	// ---- beginning ------------------------------------------------------
	const menu = document.createElement("div");
	menu.id = "several";
	menu.className = "several";
	menu.popover = "auto";
	menu.setAttribute("role", "group");
	menu.setAttribute("aria-label", notes.dataset.several);
	document.body.append(menu);
	const wanted = notes.querySelector("[data-focus]");
	if (narrow.matches && !wanted) show(false);
	if (wanted) {
		point(wanted);
		say(wanted.getAttribute("aria-label"));
	}
})();
