// Onus: what others change appears. One stream a tab; it says what changed, and the
// scripts of the page fetch that anew.
"use strict";
(() => {
	const root = document.querySelector("[data-events]");
	if (!root) return;
	const people = document.getElementById("people");
	const hiddenFor = 60_000; // after which a tab that nobody looks at gives its connection back
	let source = null, last = "", shown = "", timer = 0, wait = 1000;

	const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

	async function meet() {
		if (!people) return;
		try {
			const answer = await fetch(people.dataset.url, { headers: { "HX-Request": "true" } });
			const html = answer.ok ? await answer.text() : shown;
			if (html !== shown) people.innerHTML = shown = html; // the same names are not read out again
		} catch { /* asked again when the stream is back */ }
	}

	function open() {
		const url = new URL(root.dataset.events, location.href);
		if (last) url.searchParams.set("after", last);
		source = new EventSource(url);
		source.addEventListener("open", () => { wait = 1000; meet(); });
		source.addEventListener("change", (event) => {
			last = event.lastEventId;
			tell("onus:change", { ...JSON.parse(event.data), seq: Number(last) });
		});
		source.addEventListener("people", () => { tell("onus:people"); meet(); });
		source.addEventListener("resync", (event) => {
			last = event.lastEventId;
			tell("onus:resync");
		});
		source.addEventListener("error", () => {
			if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
			close();
			if (document.hidden) return; // whoever looks again opens it
			clearTimeout(timer);
			timer = setTimeout(open, wait);
			wait = Math.min(wait * 2, 60_000);
		});
	}

	function close() {
		source?.close();
		source = null;
	}

	document.addEventListener("visibilitychange", () => {
		clearTimeout(timer);
		if (document.hidden) timer = setTimeout(close, hiddenFor);
		else if (!source) open();
	});
	addEventListener("online", () => tell("onus:resync")); // what was told may not have been fetched
	addEventListener("pagehide", close);
	addEventListener("pageshow", (event) => { if (event.persisted && !source) open(); });
	open();
})();
