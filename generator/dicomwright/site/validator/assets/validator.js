// Loads Pyodide and the wheels, gives up every right to connect, and judges the files that are dropped.
const byId = (id) => document.getElementById(id);
const drop = byId("drop"), files = byId("files"), state = byId("state"), fault = byId("fault"), report = byId("report");
let Judging, pyodide;

const say = (text) => { state.textContent = text; };
const complain = (text) => { fault.textContent = text; fault.hidden = !text; };

async function load() {
  const started = performance.now();
  if (location.protocol === "file:") throw new Error("this page has to come from a web server, not from a file");
  const { loadPyodide } = await import("./pyodide/pyodide.mjs");
  const names = drop.dataset.wheels.split(" ");
  const wheels = names.map(async (name) => (await taken(name)).arrayBuffer());
  const program = taken("judging.py").then((answer) => answer.text());
  pyodide = await loadPyodide({ indexURL: new URL("pyodide/", location.href).href });
  const [first, ...others] = await Promise.all(wheels);
  pyodide.unpackArchive(first, "wheel");
  pyodide.runPython(await program);
  Judging = pyodide.globals.get("Judging");
  const Later = pyodide.globals.get("Later");
  for (const [number, wheel] of others.entries()) {
    Later(names[number + 1].split("-")[0], () => pyodide.unpackArchive(wheel, "wheel"));
  }
  forbidConnections();
  files.disabled = false;
  document.documentElement.dataset.ready = Math.round(performance.now() - started);
  say("Ready.");
}

async function taken(name) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name} is not there`);
  return answer;
}

// A second policy: what both allow is allowed, which is nothing.
function forbidConnections() {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "connect-src 'none'; img-src 'none'; worker-src 'none'; frame-src 'none'; object-src 'none'";
  document.head.append(policy);
}

async function judge(found) {
  if (!found.length || !Judging || files.disabled) return;
  complain("");
  files.disabled = true;
  const judging = Judging();
  try {
    for (const [number, [name, file]] of found.entries()) {
      say(`Judging ${number + 1} of ${found.length} …`);
      await new Promise((shown) => setTimeout(shown));
      const content = pyodide.toPy(new Uint8Array(await file.arrayBuffer()));
      const bytes = content.tobytes();
      judging.add(name, bytes);
      bytes.destroy?.();
      content.destroy();
    }
    report.srcdoc = judging.end().replace("<head>", '<head><base target="_blank">');
    report.hidden = false;
    say(`Judged: ${found.length} file${found.length > 1 ? "s" : ""}.`);
  } catch (error) {
    complain(`The files cannot be judged: ${String(error.message).trim().split("\n").pop()}`);
    say("Ready.");
  } finally {
    judging.destroy();
    files.disabled = false;
    document.documentElement.dataset.done = String(Number(document.documentElement.dataset.done || 0) + 1);
  }
}

// All files of what was dropped, with those in folders; their names lead from what was dropped.
async function walk(entry, path = "") {
  const name = path + entry.name;
  if (entry.isFile) return [[name, await new Promise((done, failed) => entry.file(done, failed))]];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) break;
    for (const inner of some) found.push(...await walk(inner, `${name}/`));
  }
  return found;
}

addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
addEventListener("dragleave", () => drop.classList.remove("over"));
addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((file) => [file.name, file]);
  try {
    const found = entries.length ? (await Promise.all(entries.map((entry) => walk(entry)))).flat() : plain;
    await judge(found);
  } catch (error) {
    complain(`What was dropped cannot be read: ${error.message}`);
  }
});
files.addEventListener("change", () => judge([...files.files].map((file) => [file.name, file])));
load().catch((error) => { say("Not loaded."); complain(`The validator cannot be loaded: ${error.message}`); });
