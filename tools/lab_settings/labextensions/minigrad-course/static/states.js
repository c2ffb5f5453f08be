// What widgets show is kept in the notebook, for the next day. ipywidgets save only those of the running
// kernel: a notebook that is opened again and saved, before its cells have run, would lose the others.
import { isCourse } from "./course.js";

const STATES = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
const OTHERS = /IPY_MODEL_([\w-]+)|"model_id":"([\w-]+)"/g; // that a widget is made of, or shows

export function watch({ context }) {
  const { model } = context;
  let known = states(model);
  const set = model.setMetadata.bind(model);
  model.setMetadata = (key, value) => {
    const live = key === "widgets" && isCourse(context) && value?.[STATES]?.state;
    if (live) {
      known = { ...shown(model, { ...known, ...states(model), ...live }), ...live };
      value = { ...value, [STATES]: { ...value[STATES], state: known } };
    }
    set(key, value);
  };
}

const states = (model) => model.getMetadata("widgets")?.[STATES]?.state ?? {};

/** Of these states those that some output needs. */
function shown(model, all) {
  const found = {};
  const take = (id) => {
    if (id in found || !(id in all)) return;
    found[id] = all[id];
    for (const [, part, view] of JSON.stringify(all[id]).matchAll(OTHERS)) take(part ?? view);
  };
  for (const cell of model.sharedModel.cells) {
    for (const { data } of cell.toJSON().outputs ?? []) if (data?.[VIEW]) take(data[VIEW].model_id);
  }
  return found;
}
