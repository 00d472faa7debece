/** Schemas of VDA 5050 2.1.0, by topic. */
import connection from "./schemas/2.1.0/connection.json" with { type: "json" };
import factsheet from "./schemas/2.1.0/factsheet.json" with { type: "json" };
import instantActions from "./schemas/2.1.0/instantActions.json" with { type: "json" };
import order from "./schemas/2.1.0/order.json" with { type: "json" };
import stateAsPublished from "./schemas/2.1.0/state.json" with { type: "json" };
import visualization from "./schemas/2.1.0/visualization.json" with { type: "json" };

/** The document (6.10.6) has the action status PAUSED, which the schema lacks; the document takes precedence. */
function withPaused(): object {
  const schema = structuredClone(stateAsPublished);
  schema.properties.actionStates.items.properties.actionStatus.enum.push("PAUSED");
  return schema;
}

export const schemas2: Readonly<Record<string, object>> = {
  connection,
  factsheet,
  instantActions,
  order,
  state: withPaused(),
  visualization,
};
