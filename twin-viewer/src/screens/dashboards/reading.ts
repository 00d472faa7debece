import { wordsOf } from "../../data/api.ts";
import { fetchDashboards } from "../../data/dashboards-api.ts";
import { loadFailure, stored } from "./state.ts";

/** Reads the dashboards of the config. After a failure the ones that are known stay. */
export async function readDashboards(): Promise<void> {
  try {
    stored.value = await fetchDashboards();
    loadFailure.value = null;
  } catch (error) {
    loadFailure.value = wordsOf(error);
  }
}
