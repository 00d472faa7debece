/** SQL statements that are refused or ended. */
import type { CauseRow } from "./row.ts";

export const SQL_REFUSALS = {
  "sql-only-queries": {
    en: "The statement was not run: only a query that begins with SELECT, WITH or FROM is run.",
    zh: "语句未执行：只执行以 SELECT、WITH 或 FROM 开头的查询。",
  },
  "sql-one": {
    en: "The statement was not run: send one statement.",
    zh: "语句未执行：一次只能发送一条语句。",
  },
  "sql-parameters": {
    en: "The statement was not run: parameters are not taken; write the values.",
    zh: "语句未执行：不接受参数，请直接写出数值。",
  },
  "sql-deep": {
    en: "The statement was not run: it is nested too deeply.",
    zh: "语句未执行：嵌套过深。",
  },
  "sql-recursive": {
    en: "The statement was not run: a query may not refer to itself (WITH RECURSIVE).",
    zh: "语句未执行：查询不得引用自身（WITH RECURSIVE）。",
  },
  "sql-query-kind": {
    en: "The statement was not run: this kind of query is not taken.",
    zh: "语句未执行：不接受此类查询。",
  },
  "sql-expression-kind": {
    en: "The statement was not run: this kind of expression is not taken.",
    zh: "语句未执行：不接受此类表达式。",
  },
  "sql-views-only": {
    en: "The statement was not run: only queries of the views are taken, not DESCRIBE, SHOW or SUMMARIZE.",
    zh: "语句未执行：只接受对视图的查询，不接受 DESCRIBE、SHOW 或 SUMMARIZE。",
  },
  "sql-pivot": {
    en: "The statement was not run: PIVOT needs its values after IN.",
    zh: "语句未执行：PIVOT 须在 IN 之后写出取值。",
  },
  "sql-view": {
    en: "The statement was not run: there is no view {name}; there are {views}.",
    zh: "语句未执行：没有视图 {name}，现有视图：{views}。",
  },
  "sql-function": {
    en: "The statement was not run: the function {name} may not be called; docs/sql.md lists those that may.",
    zh: "语句未执行：不允许调用函数 {name}，可用函数见 docs/sql.zh-CN.md。",
  },
  "sql-table-function": {
    en: "The statement was not run: the function {name} may not stand for a table; read the views.",
    zh: "语句未执行：函数 {name} 不得作为表使用，请读取视图。",
  },
  "sql-with": {
    en: "The statement was not run: give the query {name} after WITH a plain name that is not a view's.",
    zh: "语句未执行：WITH 之后的查询 {name} 须用普通名称，且不得与视图同名。",
  },
  "sql-beginning": {
    en:
      "The statement was not run: {view} needs a beginning. Add to the WHERE of the same SELECT, for example, " +
      "time >= now() - INTERVAL 1 HOUR, or send from with the statement.",
    zh:
      "语句未执行：{view} 须有起始时间。请在同一 SELECT 的 WHERE 中加上条件，例如 " +
      "time >= now() - INTERVAL 1 HOUR，或随语句发送 from。",
  },
  "sql-bound": {
    en: "The statement was not run: a bound of time cannot be read: {why}",
    zh: "语句未执行：无法读取时间边界：{why}",
  },
  "sql-bound-null": {
    en: "The statement was not run: a bound of time is NULL.",
    zh: "语句未执行：时间边界为 NULL。",
  },
  "sql-database": {
    en: "The statement was not answered. The database says: {why}",
    zh: "语句未得到回答。数据库提示：{why}",
  },
  "sql-rows": {
    en: "The answer has more than {most} rows. Add LIMIT, ask for less time, or aggregate.",
    zh: "结果超过 {most} 行。请加上 LIMIT、缩短时间范围或先聚合。",
  },
  "sql-bytes": {
    en:
      "The answer is longer than {most} MB (sql.maxMb, or less where the disk is nearly full). " +
      "Ask for fewer rows or columns, or aggregate.",
    zh: "结果超过 {most} MB（sql.maxMb，磁盘将满时更少）。请减少行或列，或先聚合。",
  },
  "sql-memory": {
    en:
      "The statement needs more than {most} MB of memory (sql.memoryMb). " +
      "Ask for less time or fewer tags, or aggregate.",
    zh: "语句所需内存超过 {most} MB（sql.memoryMb）。请缩短时间范围、减少测点或先聚合。",
  },
  "sql-time": {
    en: "The statement took longer than {most} s (sql.seconds). Ask for less time or fewer tags, or aggregate.",
    zh: "语句执行超过 {most} 秒（sql.seconds）。请缩短时间范围、减少测点或先聚合。",
  },
  "sql-off": {
    en: "SQL is off on this edge. Set sql.enabled to true in its config (docs/sql.md).",
    zh: "本边缘端未启用 SQL。请在配置中将 sql.enabled 设为 true（docs/sql.zh-CN.md）。",
  },
  "sql-switched": {
    en: "SQL was switched off on this edge.",
    zh: "本边缘端的 SQL 已被关闭。",
  },
  "sql-busy": {
    en: "Another statement is running (sql.atOnce). Ask again when it has ended.",
    zh: "另有语句正在执行（sql.atOnce）。请待其结束后再发送。",
  },
  "sql-ended": {
    en: "The process of the statement ended before its answer. Ask again, or ask for less.",
    zh: "执行语句的进程在给出结果前结束。请重试或缩小查询范围。",
  },
  "sql-no-process": {
    en:
      "The system has no room for the process of a statement: too many processes or open files, or no memory. " +
      "Make room, and ask again.",
    zh: "系统无法为语句启动进程：进程或打开的文件过多，或内存不足。请释放资源后重试。",
  },
  "sql-disk": {
    en: "The disk of the data folder has no room for an answer of SQL. Make room, and ask again.",
    zh: "数据文件夹所在磁盘没有空间存放 SQL 结果。请腾出空间后重试。",
  },
  "sql-absent": {
    en: "This edge has no history to ask by SQL.",
    zh: "本边缘端没有可用 SQL 查询的历史数据。",
  },
} as const satisfies Record<string, CauseRow>;
