/** Texts of forecasts, loaded with their room. */
import { CATALOGUE } from "./catalogue.ts";
import { forecastNoteTexts } from "./texts/forecast-notes.ts";
import { forecastTexts } from "./texts/forecasts.ts";
import { futureTexts } from "./texts/future.ts";
import { studyTexts } from "./texts/studies.ts";

Object.assign(CATALOGUE, forecastTexts, forecastNoteTexts, futureTexts, studyTexts);
