/** Texts of dashboards and of the tokens of their frames, loaded with the rooms that show them. */
import { CATALOGUE } from "./catalogue.ts";
import { dashboardTexts } from "./texts/dashboards.ts";
import { tokenTexts } from "./texts/tokens.ts";

Object.assign(CATALOGUE, dashboardTexts, tokenTexts);
