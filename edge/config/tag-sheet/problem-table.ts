/** Why a workbook of the table of tags, or a part of it, is not taken. */
import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

export const TAG_SHEET = {
  "sheet-no-zip": {
    en: "this is no Excel workbook",
    zh: "这不是 Excel 工作簿",
    remedy: { en: "save it as an Excel workbook (.xlsx)", zh: "请另存为 Excel 工作簿（.xlsx）" },
  },
  "sheet-locked": {
    en: "this is an old .xls file, or it is protected with a password",
    zh: "这是旧版 .xls 文件，或设有打开密码",
    remedy: { en: "save it as .xlsx without a password", zh: "请另存为不带密码的 .xlsx" },
  },
  "sheet-damaged": {
    en: "the workbook is damaged{what}",
    zh: "工作簿已损坏{what}",
    remedy: { en: "open it in Excel or WPS and save it again", zh: "请用 Excel 或 WPS 打开后重新保存" },
  },
  "sheet-large": {
    en: "the workbook is too large{what}",
    zh: "工作簿过大{what}",
    remedy: { en: "export the table again, and change it in parts", zh: "请重新导出表格，并分批修改" },
  },
  "sheet-declaration": {
    en: "the workbook holds a document type or an entity of its own{what}",
    zh: "工作簿含有文档类型声明或自定义实体{what}",
    remedy: { en: "save it with Excel or WPS, which write none", zh: "请用 Excel 或 WPS 保存，它们不会写入此类内容" },
  },
  "sheet-none": {
    en: "the workbook has no sheet in sight",
    zh: "工作簿没有可见的工作表",
    remedy: { en: "put the table into the first sheet", zh: "请将表格放在第一个工作表" },
  },
  "sheet-many-rows": {
    en: "the sheet has more than {most} rows",
    zh: "工作表超过 {most} 行",
    remedy: { en: "delete rows that you did not change", zh: "请删除未修改的行" },
  },
  "sheet-many-columns": {
    en: "the sheet has more than {most} columns",
    zh: "工作表超过 {most} 列",
    remedy: { en: "delete columns of your own", zh: "请删除自行添加的列" },
  },
  "sheet-many-changes": {
    en: "the sheet changes more than {most} cells",
    zh: "工作表更改的单元格超过 {most} 个",
    remedy: { en: "save the changes in parts", zh: "请分批保存更改" },
  },
  "sheet-no-heading": {
    en: "the first row has no heading {names}",
    zh: "首行缺少列标题 {names}",
    remedy: { en: "export the table again, and keep its first row", zh: "请重新导出表格，并保留首行" },
  },
  "sheet-heading-twice": {
    en: "the heading {name} stands twice",
    zh: "列标题 {name} 出现两次",
    remedy: { en: "delete one of the two columns", zh: "请删除其中一列" },
  },
  "row-no-tag": {
    en: "the row names no tag",
    zh: "此行未指明标签",
    remedy: { en: "fill in type and signal, or delete the row", zh: "请填写类型和信号，或删除此行" },
  },
  "row-unknown": {
    en: "the plant has no tag {tag} of the type {type}",
    zh: "工厂的类型 {type} 没有标签 {tag}",
    remedy: {
      en: "correct type, component and signal; a new tag comes with its address, in Configuration",
      zh: "请修正类型、部件和信号；新标签需要地址，请在“配置”中添加",
    },
  },
  "row-twice": {
    en: "the tag {tag} of the type {type} stands in row {row} already",
    zh: "类型 {type} 的标签 {tag} 已出现在第 {row} 行",
    remedy: { en: "keep one of the two rows", zh: "请只保留其中一行" },
  },
  "cell-error": {
    en: "the cell shows an error of the spreadsheet",
    zh: "单元格显示表格错误",
    remedy: { en: "correct its formula, or type the value", zh: "请修正公式，或直接输入数值" },
  },
  "cell-formula": {
    en: "the formula has no result yet",
    zh: "公式尚无计算结果",
    remedy: { en: "open the workbook, let it calculate, and save it", zh: "请打开工作簿完成计算后再保存" },
  },
  "cell-no-number": {
    en: '"{value}" is no number',
    zh: "“{value}”不是数值",
    remedy: { en: "type a number without its unit, with a decimal point", zh: "请输入不带单位的数值，小数点用 ." },
  },
  "cell-no-text": {
    en: "there is a number or a date where a text belongs",
    zh: "此处应为文字，却是数值或日期",
    remedy: { en: "give the cell the format Text, and type it again", zh: "请将单元格格式设为“文本”后重新输入" },
  },
  "cell-long": {
    en: "the text has more than {most} characters",
    zh: "文字超过 {most} 个字符",
    remedy: { en: "shorten it", zh: "请缩短" },
  },
  "cell-reference": {
    en: "the text holds ${, which stands for a reference",
    zh: "文字含有表示引用的 ${",
    remedy: { en: "write it without", zh: "请去掉" },
  },
  "cell-required": {
    en: "a tag needs this",
    zh: "标签必须有此项",
    remedy: { en: "fill in the cell, or leave out the row", zh: "请填写，或删除整行" },
  },
  "cell-no-number-tag": {
    en: "the tag is of type {type}; only number tags have this",
    zh: "标签类型为 {type}，仅数值标签有此项",
    remedy: { en: "empty the cell", zh: "请清空单元格" },
  },
  "cell-outside": {
    en: "{value} is not from {low} to {high}",
    zh: "{value} 不在 {low} 到 {high} 之间",
    remedy: { en: "type a number in between", zh: "请输入此范围内的数值" },
  },
  "cell-no-word": {
    en: '"{value}" is none of {words}',
    zh: "“{value}”不是以下之一：{words}",
    remedy: { en: "type one of these words, or empty the cell", zh: "请输入其中之一，或清空单元格" },
  },
  "cell-order": {
    en: "the values of {names} do not rise",
    zh: "{names} 的值没有依次增大",
    remedy: { en: "let each be greater than the one before", zh: "请让后一个大于前一个" },
  },
  "cell-together": {
    en: "{names} belong together, and some are empty",
    zh: "{names} 须同时填写，目前有空缺",
    remedy: { en: "fill in all of them, or none", zh: "请全部填写，或全部清空" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(TAG_SHEET);
