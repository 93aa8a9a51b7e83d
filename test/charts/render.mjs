// render.mjs - holds Vega-Lite specifications to Vega-Lite's own schema and
// renders them: one line for each file, its name and what the picture has
// (marks, warnings), or what is wrong.
//
//	node render.mjs FILE...
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import * as vega from "vega";
import * as vegaLite from "vega-lite";

const require = createRequire(import.meta.url);
const schema = JSON.parse(
  readFileSync(require.resolve("vega-lite/build/vega-lite-schema.json")),
);
const ajv = new Ajv({ strict: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addFormat("color-hex", () => true);
const validate = ajv.compile(schema);

for (const file of process.argv.slice(2)) {
  const name = file.replace(/.*\//, "");
  try {
    const spec = JSON.parse(readFileSync(file, "utf8"));
    if (!validate(spec)) {
      const e = validate.errors[validate.errors.length - 1];
      console.log(`${name} invalid ${e.instancePath} ${e.message}`);
      continue;
    }
    const said = [];
    const logger = vega.logger(vega.Warn);
    logger.warn = (...words) => (said.push(words.join(" ")), logger);
    logger.error = logger.warn;
    const view = new vega.View(
      vega.parse(vegaLite.compile(spec, { logger }).spec),
      { renderer: "none", logger },
    );
    const svg = await view.toSVG();
    writeFileSync(`${file}.svg`, svg);
    const marks = (svg.match(/aria-roledescription="[^"]*mark"/g) || []).length;
    const nan = /NaN|Infinity/.test(svg) ? " NaN" : "";
    const warned = said.length > 0 ? ` warned: ${said[0]}` : "";
    console.log(`${name} ok ${marks}${nan}${warned}`);
  } catch (e) {
    console.log(`${name} failed ${e.message.split("\n")[0]}`);
  }
}
