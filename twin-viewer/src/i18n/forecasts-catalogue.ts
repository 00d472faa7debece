/** Texts of forecasts, loaded with their room. */
import { CATALOGUE } from "./catalogue.ts";
import { forecastTexts } from "./texts/forecasts.ts";

Object.assign(CATALOGUE, forecastTexts);
