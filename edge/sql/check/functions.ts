import { folded } from "./ast.ts";

/**
 * Functions that a statement may call; all others are refused (rule SQ2). Not listed are those that read files,
 * settings or the catalogue, run text as SQL, or make one value of any length out of little: `repeat`, `lpad`,
 * `format`.
 */
export const FUNCTION_GROUPS: Readonly<Record<string, string>> = {
  operators: "+ - * / // % ^ ** & | ~ << >> || ~~ !~~ ~~~ ~~* !~~* -> ->> ^@ @> <@ && !",
  numbers:
    "abs ceil ceiling floor round trunc sign mod fmod power pow sqrt cbrt exp ln log log2 log10 pi sin " +
    "cos tan asin acos atan atan2 sinh cosh tanh degrees radians greatest least isnan isinf isfinite even " +
    "gcd lcm hash add subtract multiply divide bit_count xor random",
  texts:
    "lower upper lcase ucase length len strlen trim ltrim rtrim substring substr left right replace " +
    "reverse concat concat_ws contains starts_with prefix suffix ends_with position strpos instr " +
    "split_part string_split str_split regexp_matches regexp_full_match regexp_extract regexp_replace " +
    "like_escape ilike_escape not_like_escape not_ilike_escape ascii chr unicode strip_accents " +
    "nfc_normalize translate md5 sha256 levenshtein",
  times:
    "now get_current_timestamp current_timestamp transaction_timestamp current_date today " +
    "current_localtimestamp date_trunc datetrunc time_bucket date_part datepart date_diff datediff " +
    "date_sub datesub date_add age epoch epoch_ms epoch_us epoch_ns strftime strptime try_strptime " +
    "make_date make_time make_timestamp make_timestamptz to_timestamp timezone to_years to_quarters " +
    "to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds year " +
    "quarter month week day hour minute second millisecond microsecond dayofweek isodow weekday dayofyear " +
    "dayofmonth weekofyear yearweek isoyear dayname monthname last_day century decade era julian",
  conditions: "coalesce ifnull nullif if ifelse constant_or_null error typeof",
  json:
    "json_extract json_extract_string json_extract_path json_extract_path_text json_value json_exists " +
    "json_valid json_type json_array_length json_keys json_contains to_json json_object json_array",
  lists:
    "list_value list_pack array_value struct_pack row list_extract list_element array_extract list_slice " +
    "array_slice list_contains list_has array_contains list_position list_sort list_reverse_sort " +
    "list_distinct list_unique list_transform list_filter list_reduce list_sum list_avg list_min list_max " +
    "list_count array_length struct_extract element_at map_keys map_values unnest",
  aggregates:
    "count count_star count_if countif sum sum_no_overflow fsum kahan_sum avg mean favg min max any_value " +
    "first last arg_min argmin min_by arg_max argmax max_by arg_min_null arg_max_null bool_and bool_or " +
    "bit_and bit_or bit_xor stddev stddev_samp stddev_pop variance var_samp var_pop median mode mad " +
    "quantile quantile_cont quantile_disc approx_quantile approx_count_distinct reservoir_quantile " +
    "skewness kurtosis kurtosis_pop entropy corr covar_samp covar_pop regr_slope regr_intercept regr_r2 " +
    "regr_count regr_avgx regr_avgy regr_sxx regr_syy regr_sxy product geomean geometric_mean histogram " +
    "string_agg group_concat listagg list array_agg",
  windows:
    "row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value " +
    "nth_value fill",
};

const ALLOWED: ReadonlySet<string> = new Set(Object.values(FUNCTION_GROUPS).flatMap((names) => names.split(" ")));

/** Functions that stand for a table. */
const TABLES: ReadonlySet<string> = new Set(["range", "generate_series", "unnest"]);

export function isAllowed(name: string): boolean {
  return ALLOWED.has(folded(name));
}

export function isAllowedAsTable(name: string): boolean {
  return TABLES.has(folded(name));
}
