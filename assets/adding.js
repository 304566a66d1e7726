// Onus: files that are dropped or chosen go up one by one; states of files that wait to be read are asked for.
"use strict";
(() => {
	const $ = (selector, root = document) => root.querySelector(selector);
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	const parsed = (html) => [...new DOMParser().parseFromString(html, "text/html").body.children];
	const caseURL = /^\/cases\/[^/]+/.exec(location.pathname)?.[0];

	// ---- states of files that wait to be read ---------------------------
	const began = Date.now();
	const most = 100; // of one question

	function inSight(node) {
		const box = node.getBoundingClientRect();
		return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
	}

	async function ask() {
		const ids = new Set(all("[data-reading][data-waits]").filter(inSight).map((node) => node.dataset.reading));
		if (!ids.size || document.hidden) return;
		const query = new URLSearchParams([...ids].slice(0, most).map((id) => ["id", id]));
		const answer = await fetch(caseURL + "/evidence/states?" + query, { headers: { "HX-Request": "true" } });
		if (!answer.ok) return;
		for (const state of parsed(await answer.text()))
			for (const node of all(`[data-reading="${CSS.escape(state.dataset.reading)}"]`))
				if (node.innerHTML !== state.innerHTML || !state.hasAttribute("data-waits")) {
					const since = node.nextElementSibling;
					if (since?.matches("[data-since]")) since.remove();
					node.replaceWith(state.cloneNode(true));
				}
	}

	// Every two seconds; a page that has been waiting for five minutes asks less often, and
	// after half an hour no more: asking keeps people signed in.
	(async function wait() {
		try { await ask(); } catch { /* the server did not answer: the next time */ }
		const waited = Date.now() - began;
		if (waited < 1_800_000) setTimeout(wait, waited < 300_000 ? 2000 : 15_000);
	})();

	// ---- copying a hash -------------------------------------------------
	document.addEventListener("click", async (event) => {
		const button = event.target.closest("[data-copy]");
		if (!button) return;
		try {
			await navigator.clipboard.writeText(button.dataset.copy);
		} catch { // not a secure page: the old way
			getSelection().selectAllChildren($("code", button.parentElement));
			document.execCommand("copy");
		}
		$("span", button).textContent = button.dataset.copied;
	});

	// ---- files ----------------------------------------------------------
	const zone = $("[data-adding]");
	if (!zone) return;
	const says = zone.dataset, form = $("form", zone), input = $("input[type=file]", zone);
	const list = $("[data-rows]", zone), box = $(".added", zone), sum = $(".added-sum", zone);
	const atOnce = 2;
	const queue = [];
	const jobs = new Set(); // of this page, finished ones too
	let active = 0;

	class Job {
		constructor(file, folder) {
			this.file = file;
			this.folder = folder;
			this.sent = 0;
			this.row = document.createElement("li");
			list.append(this.row);
			jobs.add(this);
			this.wait();
		}

		// show draws the row: what it says, with a bar while it is sent, and a button.
		show(text, { bar, bad, label, does } = {}) {
			this.row.className = "added-row" + (bad ? " bad" : "");
			const name = document.createElement("span");
			name.className = "added-name";
			name.textContent = (this.folder ? this.folder + "/" : "") + this.file.name;
			const what = document.createElement("span");
			what.className = "added-what";
			if (bar) {
				this.bar = document.createElement("progress");
				this.bar.max = 1;
				this.bar.value = 0;
				this.bar.setAttribute("aria-label", text);
				what.append(this.bar);
			} else {
				const note = document.createElement("span");
				note.className = bad ? "problem" : "quiet";
				note.textContent = text;
				what.append(note);
			}
			if (label) {
				const button = document.createElement("button");
				button.type = "button";
				button.className = "button small";
				button.textContent = label;
				button.addEventListener("click", does);
				what.append(button);
			}
			this.row.replaceChildren(name, what);
		}

		wait() {
			this.state = "waits";
			this.sent = 0;
			this.show(says.waiting, { label: says.stop, does: () => this.stop() });
			if (this.file.size > Number(says.limit)) this.end(says.tooLarge, false);
			else if (this.file.size === 0) this.end(says.empty, false);
			else queue.push(this);
		}

		send() {
			this.state = "sent";
			active++;
			this.show(says.sending, { bar: true, label: says.stop, does: () => this.stop() });
			const data = new FormData(form);
			data.delete("file");
			if (this.folder) data.set("path", this.folder);
			data.set("file", this.file);
			const request = this.request = new XMLHttpRequest();
			request.upload.onprogress = (event) => {
				this.sent = Math.min(event.loaded, this.file.size);
				this.bar.value = event.total ? event.loaded / event.total : 0;
				if (event.loaded >= event.total) { // now it is written to the disk, or unpacked
					this.bar.removeAttribute("value");
					this.bar.setAttribute("aria-label", says.keeping);
				}
				tally();
			};
			request.onload = () => this.answered(request);
			request.onerror = () => this.end(says.offline, true);
			request.onabort = () => this.end(says.stopped, true);
			request.open("POST", says.action);
			request.setRequestHeader("HX-Request", "true");
			request.setRequestHeader("X-Upload", "1");
			request.send(data);
		}

		answered(request) {
			const nodes = parsed(request.responseText);
			const rows = nodes.filter((node) => node.matches(".added-row"));
			if (!rows.length) {
				const text = nodes.map((node) => $("p", node)?.textContent.trim()).find(Boolean);
				return this.end(request.status === 401 ? says.signedOut : text || says.failed, true);
			}
			this.finish("done");
			this.row.replaceWith(...rows);
		}

		stop() {
			if (this.state === "sent") return this.request.abort();
			queue.splice(queue.indexOf(this), 1);
			this.end(says.stopped, true);
		}

		end(text, again) {
			this.finish("ended");
			this.show(text, { bad: true, label: again ? says.retry : "", does: () => { this.wait(); next(); } });
		}

		finish(state) {
			if (this.state === "sent") active--;
			this.state = state;
			this.sent = this.file.size;
			next();
		}
	}

	let nextAsked = false;
	function next() {
		if (nextAsked) return;
		nextAsked = true;
		queueMicrotask(() => {
			nextAsked = false;
			while (active < atOnce && queue.length) queue.shift().send();
			tally();
		});
	}

	const busy = () => active > 0 || queue.length > 0;

	function tally() {
		let sent = 0, size = 0, done = 0;
		for (const job of jobs) {
			sent += job.sent;
			size += job.file.size;
			if (job.state === "done" || job.state === "ended") done++;
		}
		box.hidden = sum.hidden = false;
		$("progress", sum).value = size ? sent / size : 1;
		const text = says.done.replace("{n}", done).replace("{all}", jobs.size);
		const line = $("[data-sum]", sum);
		if (line.textContent !== text) line.textContent = text;
		$("[data-stop-all]", sum).hidden = !busy();
		$("[data-show]", sum).hidden = busy();
	}

	function add(file, folder) {
		new Job(file, folder);
		next();
	}

	$("[data-stop-all]", sum).addEventListener("click", () => {
		for (const job of [...jobs]) if (job.state === "waits" || job.state === "sent") job.stop();
	});
	input.addEventListener("change", () => {
		for (const file of input.files) add(file, "");
		input.value = "";
	});
	addEventListener("beforeunload", (event) => { if (busy()) event.preventDefault(); });

	// ---- dropping, anywhere on the page ---------------------------------
	const brings = (event) => event.dataTransfer?.types.includes("Files");
	let depth = 0;
	const mark = (by) => {
		depth = by ? Math.max(0, depth + by) : 0;
		document.body.classList.toggle("dropping", depth > 0);
	};
	document.addEventListener("dragenter", (event) => { if (brings(event)) { event.preventDefault(); mark(1); } });
	document.addEventListener("dragleave", (event) => { if (brings(event)) mark(-1); });
	document.addEventListener("dragover", (event) => {
		if (!brings(event)) return;
		event.preventDefault();
		event.dataTransfer.dropEffect = "copy";
	});
	document.addEventListener("drop", async (event) => {
		if (!brings(event)) return;
		event.preventDefault();
		mark(0);
		// Entries are there during the event only; their files come later.
		const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
		const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
		for (const entry of entries) {
			if (entry instanceof File) add(entry, "");
			else if (entry) await walk(entry, "");
		}
	});

	// walk adds a file, or everything in a folder; it pauses so that the page stays usable.
	async function walk(entry, folder) {
		try {
			if (entry.isFile) return add(await new Promise((ok, no) => entry.file(ok, no)), folder);
			const reader = entry.createReader(), inside = folder ? folder + "/" + entry.name : entry.name;
			for (;;) { // it gives a hundred at a time
				const some = await new Promise((ok, no) => reader.readEntries(ok, no));
				if (!some.length) return;
				for (const one of some) await walk(one, inside);
			}
		} catch {
			const lost = new Job(new File([" "], entry.name), folder);
			queue.splice(queue.indexOf(lost), 1);
			lost.end(says.failed, false);
		}
	}

	// ---- one more item of the same bytes --------------------------------
	zone.addEventListener("submit", async (event) => {
		const again = event.target.closest("[data-again]");
		if (!again) return;
		event.preventDefault();
		const button = $("button", again), row = again.closest(".added-row");
		button.disabled = true;
		try {
			const answer = await fetch(again.action, { method: "POST", body: new URLSearchParams(new FormData(again)), headers: { "HX-Request": "true" } });
			const rows = parsed(await answer.text()).filter((node) => node.matches(".added-row"));
			if (!rows.length) throw new Error();
			row.replaceWith(...rows);
		} catch {
			button.disabled = false;
			button.after(" " + says.failed);
		}
	});

	// ---- pasting --------------------------------------------------------
	const paste = $("[data-paste]"), text = paste && $("textarea", paste);
	text?.addEventListener("paste", (event) => {
		const html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain");
		if (!html || text.value.trim()) return;
		event.preventDefault();
		text.value = html;
		const choice = all("[name=as]", paste);
		choice[1].checked = true;
		$("[data-paste-note]", paste).textContent = paste.dataset.pastedHtml;
		choice[0].addEventListener("change", () => { if (text.value === html) text.value = plain; }, { once: true });
	});
})();
