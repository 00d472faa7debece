/** Schemas of VDA 5050 3.0.0 with the corrections made after its release, by topic. */
import connection from "./schemas/3.0.0/connection.json" with { type: "json" };
import factsheet from "./schemas/3.0.0/factsheet.json" with { type: "json" };
import instantActions from "./schemas/3.0.0/instantActions.json" with { type: "json" };
import order from "./schemas/3.0.0/order.json" with { type: "json" };
import responses from "./schemas/3.0.0/responses.json" with { type: "json" };
import state from "./schemas/3.0.0/state.json" with { type: "json" };
import visualization from "./schemas/3.0.0/visualization.json" with { type: "json" };
import zoneSet from "./schemas/3.0.0/zoneSet.json" with { type: "json" };

export const schemas3: Readonly<Record<string, object>> = {
  connection,
  factsheet,
  instantActions,
  order,
  responses,
  state,
  visualization,
  zoneSet,
};
