// Onus: reading a document. Pages and stretches of text are loaded when they come
// near and let go when they are far; without this, links lead from one to the next.
"use strict";
(() => {
	const parts = document.getElementById("parts");
	if (!parts) return;
	const $ = (selector, root = document) => root.querySelector(selector);
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	const pageField = $("#page"), zoomField = $("#zoom"), thumbs = $("#thumbs"), found = $("#found");
	const findForm = $("[data-find]"), findField = $("#find"), findCount = $("#find-count");
	const { url, mode, pictures } = parts.dataset, paged = mode === "pages";
	const rooms = all(":scope > .page, :scope > .part", parts), count = rooms.length;
	const query = new URLSearchParams(parts.dataset.query);
	let now = Number(parts.dataset.page);

	const fill = (text, ...values) => text.replace(/%s/g, () => values.shift());
	const later = (wait, f) => { let timer; return (...args) => { clearTimeout(timer); timer = setTimeout(f, wait, ...args); }; };
	const say = later(400, (text) => { $("#say").textContent = text; });
	const numberOf = (room) => Number(room.id.slice(1));
	const isLoaded = (room) => room.classList.contains("loaded");

	// ---- loading --------------------------------------------------------
	const near = new Set(), asked = new Map(); // asked: room → AbortController
	const atOnce = 4;

	const pump = later(40, () => {
		const missing = [...near].filter((room) => !asked.has(room) && (!isLoaded(room) || room.dataset.stale));
		missing.sort((a, b) => Math.abs(numberOf(a) - now) - Math.abs(numberOf(b) - now));
		for (const room of missing.slice(0, atOnce - asked.size)) load(room);
		parts.setAttribute("aria-busy", String(asked.size > 0));
	});

	async function load(room) {
		const stop = new AbortController();
		asked.set(room, stop);
		try {
			const headers = { "HX-Request": "true" };
			if (isLoaded(room) && room.dataset.tag) headers["If-None-Match"] = room.dataset.tag;
			const answer = await fetch(`${url}/${paged ? "pages" : "parts"}/${numberOf(room)}?${query}`, { headers, signal: stop.signal, cache: "no-store" });
			const html = await answer.text();
			if (stop.signal.aborted) return;
			room.dataset.tag = answer.headers.get("ETag") ?? "";
			if (answer.status === 304) delete room.dataset.stale;
			else if (answer.ok) put(room, html);
			else failed(room);
		} catch {
			if (!stop.signal.aborted) failed(room);
		} finally {
			if (asked.get(room) === stop) asked.delete(room);
			pump();
		}
	}

	function put(room, html) {
		const template = document.createElement("template");
		template.innerHTML = html;
		tell("onus:leaving", { room });
		if (room.dataset.stale === "boxes") $("[data-boxes]", room).replaceWith($("[data-boxes]", template.content));
		else {
			arrange(room, template.content); // before its picture is fetched
			room.replaceChildren(template.content);
		}
		room.classList.add("loaded");
		room.style.minHeight = "";
		delete room.dataset.stale;
		tell("onus:arrived", { room });
		markHit();
		if (goal?.room === room) reach();
	}

	// What marks passages is another script: it is told what comes and goes, and tells what
	// has to be shown anew.
	const tell = (name, detail) => parts.dispatchEvent(new CustomEvent(name, { detail }));
	parts.addEventListener("onus:stale", () => {
		for (const room of rooms) if (isLoaded(room)) {
			room.dataset.stale ||= paged ? "boxes" : "1";
			near.add(room); // it may have failed before
		}
		pump();
	});
	parts.addEventListener("onus:goto", (event) => goTo(event.detail.part, event.detail.selector));

	// What failed is tried again when it comes near the next time.
	function failed(room) {
		near.delete(room);
		if (isLoaded(room) || $(".part-failed", room)) return;
		const text = document.createElement("p");
		text.className = "part-failed";
		text.textContent = parts.dataset.failed;
		room.append(text);
	}

	// What is selected stays, to be copied.
	function isSelected(room) {
		const selection = getSelection();
		return !selection.isCollapsed && selection.rangeCount > 0 && selection.getRangeAt(0).intersectsNode(room);
	}

	function unload(room) {
		asked.get(room)?.abort();
		if (!isLoaded(room) || isSelected(room)) return;
		if (paged) {
			room.replaceChildren($("svg", room).cloneNode(false));
			arrange(room);
		} else {
			room.style.minHeight = room.offsetHeight + "px";
			room.replaceChildren();
		}
		room.classList.remove("loaded");
	}

	// observe calls f when a room comes as near as margin, or goes further away.
	function observe(margin, f) {
		const observer = new IntersectionObserver((changes) => { for (const c of changes) f(c.target, c.isIntersecting); }, { root: parts, rootMargin: margin });
		for (const room of rooms) observer.observe(room);
	}
	observe("120% 0px", (room, isNear) => {
		if (isNear) near.add(room);
		else {
			near.delete(room);
			asked.get(room)?.abort();
		}
		pump();
	});
	observe("700% 0px", (room, isNear) => { if (!isNear) unload(room); });

	// ---- where one is ---------------------------------------------------
	let goal = null; // { room, hit }: where to go once it is loaded

	function goTo(n, hit) {
		const room = rooms[Math.max(1, Math.min(count, n)) - 1];
		goal = { room, hit };
		near.add(room);
		pump();
		reach();
		arrive(numberOf(room));
	}

	function reach() {
		const { room, hit } = goal;
		const mark = hit === undefined ? null : $(typeof hit === "number" ? `[data-hit="${hit}"]` : hit, room);
		if (mark) {
			const box = mark.getBoundingClientRect(), frame = parts.getBoundingClientRect();
			parts.scrollTop += box.top - frame.top - frame.height / 3;
			if (box.left < frame.left || box.right > frame.right) parts.scrollLeft += box.left - frame.left - frame.width / 3;
		} else parts.scrollTop = room.offsetTop - 8;
	}
	for (const event of ["wheel", "touchmove", "pointerdown", "keydown"]) parts.addEventListener(event, () => { goal = null; }, { passive: true });

	const remember = later(300, () => {
		const here = new URL(location.href);
		here.searchParams.set("page", now);
		here.searchParams.delete("hit");
		history.replaceState(history.state, "", here);
		for (const link of all("[data-mode][href]")) {
			const there = new URL(link.href);
			there.searchParams.set("page", now);
			link.href = there;
		}
	});

	function arrive(n) {
		if (n === now) return;
		now = n;
		if (document.activeElement !== pageField) pageField.value = n;
		say(fill(parts.dataset.says, n, count));
		tell("onus:page", { page: n });
		remember();
		markThumb();
	}

	let drawn = 0;
	parts.addEventListener("scroll", () => {
		cancelAnimationFrame(drawn);
		drawn = requestAnimationFrame(() => {
			if (goal) return;
			const line = parts.scrollTop + parts.clientHeight / 3;
			let low = 0, high = count - 1;
			while (low < high) {
				const middle = (low + high + 1) >> 1;
				if (rooms[middle].offsetTop <= line) low = middle;
				else high = middle - 1;
			}
			arrive(low + 1);
		});
	}, { passive: true });

	$("[data-goto]").addEventListener("submit", (event) => {
		event.preventDefault();
		const n = Number(pageField.value);
		if (n >= 1) goTo(Math.floor(n));
		pageField.value = now;
		parts.focus({ preventScroll: true });
	});

	// ---- zoom and rotation ----------------------------------------------
	const sizes = new Map(paged ? rooms.map((room) => { const v = $("svg", room).viewBox.baseVal; return [room, [v.width, v.height]]; }) : []);
	const steps = [.25, .33, .5, .67, .75, .9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
	const pixels = 4 / 3; // of CSS in a point
	let zoom = "auto", turn = 0;

	// arrange turns and sizes a page, or what is to become one.
	function arrange(room, root = room) {
		if (!paged) return;
		const [w, h] = sizes.get(room), svg = $("svg", root), isSide = turn % 2 === 1;
		svg.setAttribute("viewBox", isSide ? `0 0 ${h} ${w}` : `0 0 ${w} ${h}`);
		svg.style.width = typeof zoom === "number" ? (isSide ? h : w) * pixels * zoom + "px" : "";
		const layer = $("[data-layer]", svg);
		if (!layer) return;
		const moves = ["", `translate(${h} 0) rotate(90)`, `translate(${w} ${h}) rotate(180)`, `translate(0 ${w}) rotate(270)`];
		layer.setAttribute("transform", moves[turn]);
		const image = $("image", layer), shown = $("svg", room).getBoundingClientRect();
		if (!image) return;
		const wide = (isSide ? shown.height : shown.width) * devicePixelRatio;
		const width = [900, 1400, 2200].find((one) => one >= wide) ?? 2200;
		if (root !== room || width > Number(image.dataset.width ?? 900)) image.setAttribute("href", `${image.dataset.picture}&w=${width}`);
		image.dataset.width = width;
	}

	// arrangeAll keeps what is in the middle of the view there.
	function arrangeAll() {
		const room = rooms[now - 1], at = (parts.scrollTop + parts.clientHeight / 3 - room.offsetTop) / room.offsetHeight;
		parts.classList.remove("fit-auto", "fit-width", "fit-page", "fit-none");
		parts.classList.add("fit-" + (typeof zoom === "number" ? "none" : zoom));
		for (const one of rooms) arrange(one);
		for (const one of rooms) if (isLoaded(one)) arrange(one); // now that its size is known
		parts.scrollTop = room.offsetTop + at * room.offsetHeight - parts.clientHeight / 3;
		parts.scrollLeft = (parts.scrollWidth - parts.clientWidth) / 2;
		const other = $("option[value=other]", zoomField);
		zoomField.value = String(zoom);
		if (zoomField.value !== String(zoom)) {
			other.textContent = Math.round(zoom * 100) + " %";
			zoomField.value = "other";
		}
	}

	const scale = () => {
		const room = rooms[now - 1], [w, h] = sizes.get(room);
		return $("svg", room).getBoundingClientRect().width / ((turn % 2 ? h : w) * pixels);
	};
	function zoomBy(direction) {
		const s = scale();
		zoom = direction > 0 ? steps.find((step) => step > s * 1.02) ?? steps.at(-1) : steps.findLast((step) => step < s * .98) ?? steps[0];
		arrangeAll();
	}
	zoomField?.addEventListener("change", () => {
		zoom = Number(zoomField.value) || zoomField.value;
		arrangeAll();
	});
	if (paged) new ResizeObserver(() => parts.style.setProperty("--room", parts.clientHeight + "px")).observe(parts);

	// A page without its picture shows its words instead.
	parts.addEventListener("error", (event) => {
		if (event.target.localName !== "image") return;
		const room = event.target.closest(".page");
		$("svg", room).classList.add("bare");
		if ($(".no-picture", room)) return;
		const note = document.createElement("p");
		note.className = "sheet-note no-picture";
		note.textContent = parts.dataset.noPicture;
		room.append(note);
	}, true);

	// ---- thumbnails -----------------------------------------------------
	function drawThumbs() {
		for (const room of rooms) {
			const n = numberOf(room), [w, h] = sizes.get(room);
			const link = document.createElement("a"), label = document.createElement("span");
			link.href = `?${query}&page=${n}`;
			link.dataset.part = n;
			link.setAttribute("aria-label", fill(thumbs.dataset.label, n));
			label.textContent = n;
			if (pictures) {
				const image = new Image(w, h);
				image.loading = "lazy";
				image.alt = "";
				image.src = `${fill(pictures, n)}&w=160`;
				link.append(image);
			}
			link.append(label);
			thumbs.append(link);
		}
	}

	function markThumb() {
		if (thumbs.hidden) return;
		$("[aria-current]", thumbs)?.removeAttribute("aria-current");
		const link = thumbs.children[now - 1], box = link.getBoundingClientRect(), frame = thumbs.getBoundingClientRect();
		link.setAttribute("aria-current", "true");
		if (box.top < frame.top || box.bottom > frame.bottom) thumbs.scrollTop += box.top - frame.top - frame.height / 3;
		if (box.left < frame.left || box.right > frame.right) thumbs.scrollLeft += box.left - frame.left - frame.width / 3;
	}

	// ---- finding --------------------------------------------------------
	let hits = { total: 0, counts: [], at: 0 };
	let looked = findField.value.trim(), looking = null;

	function readHits() {
		const list = $("#hits", found);
		const counts = (list?.dataset.counts || "").split(",").filter(Boolean).map((pair) => pair.split(":").map(Number));
		hits = { total: Number(list?.dataset.total ?? 0), counts, at: Number(list?.dataset.hit || 0) };
	}

	// placeOf is the part of a hit, and its number there from 0.
	function placeOf(hit) {
		let rest = hit - 1;
		for (const [part, n] of hits.counts) {
			if (rest < n) return [part, rest];
			rest -= n;
		}
		return [1, 0];
	}

	function markHit() {
		for (const old of all(".hit.now", parts)) old.classList.remove("now");
		if (!hits.at) return;
		const [part, index] = placeOf(hits.at);
		for (const mark of all(`[data-hit="${index}"]`, rooms[part - 1])) mark.classList.add("now");
	}

	function toHit(hit) {
		if (!hits.total) return;
		hits.at = (hit - 1 + hits.total) % hits.total + 1;
		const [part, index] = placeOf(hits.at);
		findCount.textContent = `${hits.at} / ${hits.total}`;
		goTo(part, index);
		markHit();
		say(fill(findForm.dataset.of, hits.at, hits.total));
		$("[aria-current]", found)?.removeAttribute("aria-current");
		const link = $(`[data-part="${part}"][data-hit="${index}"]`, found);
		link?.setAttribute("aria-current", "true");
		link?.scrollIntoView({ block: "nearest" });
	}

	async function look() {
		const text = findField.value.trim();
		if (text !== looked) {
			looked = text;
			looking = lookFor(text);
		}
		return looking;
	}

	async function lookFor(text) {
		if (text) query.set("q", text);
		else query.delete("q");
		const answer = text ? await fetch(`${findForm.dataset.find}?${query}`, { headers: { "HX-Request": "true" } }) : null;
		const html = answer?.ok ? await answer.text() : "";
		if (text !== looked) return; // another one is on its way
		found.innerHTML = html;
		found.hidden = !text;
		readHits();
		findCount.textContent = text ? hits.total : "";
		for (const stop of asked.values()) stop.abort();
		asked.clear();
		for (const room of rooms) if (isLoaded(room)) room.dataset.stale = "1";
		pump();
		if (!hits.total) return say(text ? $(".found-count", found)?.textContent ?? "" : "");
		let n = 1; // the first hit from here on
		for (const [part, k] of hits.counts) {
			if (part >= now) break;
			n += k;
		}
		toHit(n > hits.total ? 1 : n);
	}

	const lookSoon = later(250, look);
	findField.addEventListener("input", lookSoon);
	findField.addEventListener("search", look);

	async function step(by) {
		const before = looked;
		await look();
		if (before === looked || !hits.at) toHit(hits.at ? hits.at + by : 1);
	}
	findForm.addEventListener("submit", (event) => {
		event.preventDefault();
		step(1);
	});

	// ---- buttons and keys -----------------------------------------------
	const does = {
		prev: () => goTo(now - 1),
		next: () => goTo(now + 1),
		larger: () => zoomBy(1),
		smaller: () => zoomBy(-1),
		auto: () => { zoom = "auto"; arrangeAll(); },
		rotate: () => { turn = (turn + 1) % 4; arrangeAll(); },
		thumbs: () => {
			thumbs.hidden = !thumbs.hidden;
			$("[data-do=thumbs]").setAttribute("aria-expanded", String(!thumbs.hidden));
			if (!thumbs.children.length) drawThumbs();
			markThumb();
		},
		mode: () => $(".reader-modes a:not([aria-current])")?.click(),
		goto: () => pageField.select(),
		find: () => findField.select(),
		"hit-next": () => step(1),
		"hit-prev": () => step(-1),
		"close-found": () => { found.hidden = true; parts.focus({ preventScroll: true }); },
		leave: () => parts.focus({ preventScroll: true }),
		keys: () => $("#reader-keys").showModal(),
	};
	const pagedOnly = new Set(["larger", "smaller", "auto", "rotate", "thumbs"]);

	document.addEventListener("click", (event) => {
		if (event.ctrlKey || event.metaKey || event.shiftKey) return;
		const tool = event.target.closest("[data-do]"), link = event.target.closest("a[data-part]");
		if (!tool && !link) return;
		event.preventDefault();
		if (tool) does[tool.dataset.do]();
		else if (link.dataset.hit === undefined) goTo(Number(link.dataset.part));
		else toHit(1 + Number(link.dataset.hit) + hits.counts.reduce((sum, [part, n]) => sum + (part < Number(link.dataset.part) ? n : 0), 0));
	});

	const keys = { j: "next", k: "prev", "+": "larger", "=": "larger", "-": "smaller", 0: "auto", r: "rotate", t: "thumbs", v: "mode", g: "goto", "/": "find", n: "hit-next", p: "hit-prev", "?": "keys" };
	addEventListener("keydown", (event) => {
		if (event.isComposing || $("dialog[open]")) return;
		const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]"), isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
		let name;
		if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f") name = event.target === findField ? null : "find";
		else if (event.key === "F3" && isPlain) name = event.shiftKey ? "hit-prev" : "hit-next";
		else if (event.target === findField && event.key === "Enter") name = event.shiftKey ? "hit-prev" : "hit-next";
		else if (event.key === "Escape" && (event.target === findField || event.target === pageField)) name = "leave";
		else if (isPlain && !isTyping && localStorage.getItem("keys") !== "off") name = keys[event.key];
		if (!name || !paged && pagedOnly.has(name)) return;
		event.preventDefault();
		event.stopPropagation();
		does[name]();
	}, true);

	// ---- beginning ------------------------------------------------------
	readHits();
	if (paged) arrangeAll();
	if (hits.at) toHit(hits.at);
	else if (now > 1 || parts.dataset.target) goTo(now, parts.dataset.target);
	if (!$("[autofocus]")) parts.focus({ preventScroll: true });
})();
