// Onus: what makes the pages quicker to use. Everything works without it.
"use strict";
(() => {
	const $ = (selector, root = document) => root.querySelector(selector);
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	const on = (event, handler, options) => document.addEventListener(event, handler, options);

	// ---- messages -------------------------------------------------------
	const flash = $("#flash");

	function say(text, urgent) {
		const region = $(urgent ? "#alert" : "#say");
		region.textContent = "";
		setTimeout(() => { region.textContent = text; }, 80);
	}

	// A message goes after 8 seconds, unless it is an error, offers to undo, or is looked at.
	function arm(toast) {
		if (toast.dataset.kind === "error" || $("form", toast)) return;
		let timer;
		const start = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), 8000); };
		const stop = () => clearTimeout(timer);
		toast.addEventListener("mouseenter", stop);
		toast.addEventListener("mouseleave", start);
		toast.addEventListener("focusin", stop);
		toast.addEventListener("focusout", start);
		start();
	}

	function toast(kind, text) {
		const node = $("#toast").content.firstElementChild.cloneNode(true);
		node.dataset.kind = kind;
		node.className = "toast " + kind;
		node.setAttribute("role", kind === "error" ? "alert" : "status");
		$("p", node).textContent = text;
		for (const old of all(".toast", flash)) if ($("p", old).textContent === text) old.remove();
		flash.append(node);
	}

	// Messages that came with the page are read out too; later ones announce themselves.
	const first = all(".toast", flash);
	first.forEach(arm);
	if (first.length) setTimeout(() => say(first.map((t) => $("p", t).textContent).join(" "), first.some((t) => t.dataset.kind === "error")), 400);
	new MutationObserver((changes) => {
		for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) arm(node);
	}).observe(flash, { childList: true });

	// ---- questions ------------------------------------------------------
	const confirmed = new WeakSet();

	on("submit", (event) => {
		const form = event.target, button = event.submitter;
		const text = button?.dataset.confirm ?? form.dataset.confirm;
		if (!text || confirmed.delete(form)) return;
		event.preventDefault();
		event.stopImmediatePropagation();
		const dialog = $("#confirm");
		$("#confirm-text").textContent = text;
		dialog.returnValue = "no";
		dialog.addEventListener("close", () => {
			if (dialog.returnValue !== "yes") return;
			confirmed.add(form);
			form.requestSubmit(button);
		}, { once: true });
		dialog.showModal();
	}, true);

	// Empty fields stay out of an address that may be mailed to a colleague.
	on("formdata", (event) => {
		if (event.target.method !== "get") return;
		for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
	});

	// ---- unsaved text ---------------------------------------------------
	const dirty = new Set(all('form[data-dirty="yes"]'));
	on("input", (event) => {
		const form = event.target.form;
		if (form?.hasAttribute("data-dirty")) dirty.add(form);
	});
	on("submit", (event) => { if (!event.defaultPrevented) dirty.delete(event.target); });
	addEventListener("beforeunload", (event) => {
		if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
	});

	// ---- refused forms --------------------------------------------------
	function showProblems(root) {
		const summary = $('[data-problems=""]', root);
		if (!summary) return;
		summary.dataset.problems = "shown"; // once: a later swap elsewhere takes no focus
		summary.focus({ preventScroll: true });
		summary.scrollIntoView({ block: "center" });
	}

	on("click", (event) => {
		const link = event.target.closest("[data-problems] a[href^='#']");
		const field = link && document.getElementById(link.hash.slice(1));
		if (!field) return;
		event.preventDefault();
		field.scrollIntoView({ block: "center" });
		field.focus({ preventScroll: true });
	});

	on("click", (event) => {
		const button = event.target.closest("[data-use-theirs]");
		const field = button && document.getElementById(button.dataset.useTheirs);
		if (!field) return;
		const value = button.dataset.value;
		if (field.type === "checkbox") field.checked = value === "true";
		else if (field.tagName === "FIELDSET") {
			const chosen = new Set(value.split("; "));
			for (const box of all("input[type=checkbox]", field)) box.checked = chosen.has(box.value);
		} else field.value = value;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		field.focus();
	});

	// ---- rows -----------------------------------------------------------
	on("click", (event) => {
		const row = event.target.closest("tr[data-href]");
		if (!row || event.defaultPrevented || event.target.closest("a, button, input, label, select, textarea, summary")) return;
		if (event.target.closest(".pick")) return void $("input", row)?.click();
		if (String(getSelection())) return;
		if (event.ctrlKey || event.metaKey) open(row.dataset.href);
		else location.assign(row.dataset.href);
	});

	const boxes = () => all('input[name="ids"]');
	let lastBox = null;

	function countSelection() {
		const list = boxes(), n = list.filter((box) => box.checked).length;
		for (const output of all("[data-selected]")) output.textContent = n;
		const head = $("[data-all]");
		if (head) { head.checked = n > 0 && n === list.length; head.indeterminate = n > 0 && n < list.length; }
	}

	on("change", (event) => {
		if (event.target.matches("[data-all]")) for (const box of boxes()) box.checked = event.target.checked;
		else if (!event.target.matches('input[name="ids"]')) return;
		countSelection();
	});

	// Shift-click selects the rows between.
	on("click", (event) => {
		const box = event.target;
		if (!box.matches?.('input[name="ids"]')) return;
		const list = boxes(), from = list.indexOf(lastBox), to = list.indexOf(box);
		if (event.shiftKey && from >= 0) for (let i = Math.min(from, to); i <= Math.max(from, to); i++) list[i].checked = box.checked;
		lastBox = box;
		countSelection();
	});

	on("click", (event) => {
		if (!event.target.closest("[data-unselect]")) return;
		for (const box of boxes()) box.checked = false;
		countSelection();
		$("#list table a")?.focus();
	});

	// ---- small things ---------------------------------------------------
	on("click", (event) => {
		const opener = event.target.closest("[data-open]");
		if (opener) document.getElementById(opener.dataset.open)?.showModal();
		if (event.target.matches("dialog")) event.target.close("no"); // the backdrop
		event.target.closest("[data-dismiss]")?.closest(".toast").remove();
	});

	on("input", (event) => {
		if (!event.target.matches("[data-narrow]")) return;
		const want = event.target.value.trim().toLowerCase();
		for (const label of all(".choices label", event.target.closest(".field"))) {
			label.hidden = !label.textContent.toLowerCase().includes(want) && !$("input", label).checked;
		}
	});

	const place = $(".places [aria-current]"), strip = place?.closest("ul");
	if (strip) strip.scrollLeft = place.offsetLeft - strip.clientWidth / 2 + place.offsetWidth / 2;

	// ---- keys -----------------------------------------------------------
	const keysBox = $("[data-keys]");
	const keysOff = () => localStorage.getItem("keys") === "off";
	if (keysBox) {
		keysBox.checked = !keysOff();
		keysBox.addEventListener("change", () => localStorage.setItem("keys", keysBox.checked ? "on" : "off"));
	}

	function moveRow(step) {
		const rows = all("table.data tbody tr").filter((row) => $("a[href]", row));
		if (!rows.length) return;
		const now = rows.indexOf(document.activeElement?.closest("tr"));
		const row = rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + step))];
		const links = all("a[href]", row); // Enter opens what a click on the row opens
		(links.find((link) => link.getAttribute("href") === row.dataset.href) ?? links[0]).focus({ preventScroll: true });
		row.scrollIntoView({ block: "nearest" });
	}

	on("keydown", (event) => {
		const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
		if (event.key === "Escape" && typing && !event.isComposing && !event.target.closest("dialog")) typing.blur();
		if (typing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]") || keysOff()) return;
		const does = {
			"/": () => { const field = $("#search") ?? $(".filters [name=q]"); field?.focus(); field?.select(); },
			"?": () => $("#keys")?.showModal(),
			n: () => $("[data-new]")?.click(),
			j: () => moveRow(1),
			k: () => moveRow(-1),
			x: () => $('input[name="ids"]', document.activeElement?.closest("tr") ?? document.createElement("p"))?.click(),
		}[event.key];
		if (!does) return;
		event.preventDefault();
		does();
	});

	// ---- uploads --------------------------------------------------------
	on("submit", (event) => {
		const form = event.target;
		if (!form.hasAttribute("data-upload") || event.defaultPrevented || !$("input[type=file]", form).files.length) return;
		event.preventDefault();
		if ($("input[type=file]", form).files[0].size > Number(form.dataset.limit)) {
			if (form.hasAttribute("data-dirty")) dirty.add(form);
			$("input[type=file]", form).focus();
			return toast("error", form.dataset.tooLarge);
		}
		const box = $(".upload-progress", form), bar = $("progress", box), percent = $("[data-percent]", box), button = $("[type=submit]", form);
		const request = new XMLHttpRequest();
		const end = (text) => {
			box.hidden = true;
			button.disabled = false;
			if (form.hasAttribute("data-dirty")) dirty.add(form);
			toast("error", text);
		};
		request.upload.onprogress = (progress) => {
			if (!progress.lengthComputable) return bar.removeAttribute("value");
			bar.value = (progress.loaded / progress.total) * 100;
			percent.textContent = Math.floor(bar.value) + " %";
		};
		request.onload = () => {
			if (request.status < 400) return location.assign(request.responseURL);
			const page = new DOMParser().parseFromString(request.responseText, "text/html");
			const reason = $(".problem span, .problems li, .error-page > p", page)?.textContent.trim();
			end(reason || flash.dataset.failed);
		};
		request.onerror = () => end(flash.dataset.offline);
		request.onabort = () => end(flash.dataset.stopped);
		request.open("POST", form.action);
		request.setRequestHeader("X-Upload", "1"); // the message is for the page that comes after
		$("[data-stop]", box).onclick = () => request.abort();
		box.hidden = false;
		bar.value = 0;
		button.disabled = true;
		request.send(new FormData(form));
	});

	// ---- htmx -----------------------------------------------------------
	// A section says where the focus goes when it is swapped in; to its heading, if
	// what had the focus is gone.
	function placeFocus() {
		const part = $("#linked");
		if (!part || $('[data-problems="shown"]', part)) return;
		const lost = !document.activeElement || document.activeElement === document.body;
		const node = document.getElementById(part.dataset.focus ?? (lost ? "links" : ""));
		delete part.dataset.focus; // once
		if (!node) return;
		node.focus({ preventScroll: true });
		if (document.activeElement !== node) {
			node.tabIndex = -1;
			node.focus({ preventScroll: true });
		}
		node.scrollIntoView({ block: "nearest" });
	}

	// What is chosen in a picker while its search is under way stays chosen.
	on("htmx:before:swap", (event) => {
		const { target: aim } = event.detail.ctx, target = typeof aim === "string" ? $(aim) : aim;
		const chosen = target?.matches(".picker .choices") && $(":checked", target);
		if (!chosen) return;
		const label = chosen.closest("label"), id = target.id;
		on("htmx:after:swap", () => {
			const choices = document.getElementById(id);
			if (!choices) return;
			const same = all("input", choices).find((input) => input.value === chosen.value);
			if (!same) choices.prepend(label);
			(same ?? chosen).checked = true;
		}, { once: true });
	});

	on("htmx:before:response", (event) => {
		if (event.detail.ctx.response.status !== 401) return;
		event.preventDefault();
		toast("error", flash.dataset.signedOut);
	});
	on("htmx:error", () => toast("error", flash.dataset.offline));
	on("htmx:after:swap", () => {
		showProblems(document);
		placeFocus();
		countSelection();
		const count = $("#list [data-say]");
		if (count && document.activeElement?.closest(".filters")) say(count.textContent);
	});

	showProblems(document);
	countSelection();
})();
