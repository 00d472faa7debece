/** Texts of the page of all sites, loaded with it. */
import { CATALOGUE } from "./catalogue.ts";
import { companyTexts } from "./texts/company.ts";

Object.assign(CATALOGUE, companyTexts);
