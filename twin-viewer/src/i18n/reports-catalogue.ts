/** Texts of reports, loaded with their room. */
import { CATALOGUE } from "./catalogue.ts";
import { reportTexts } from "./texts/reports.ts";

Object.assign(CATALOGUE, reportTexts);
