"""读取的上限：超过的不读，也不当作没有问题；每个上限都对应一个代码（见 errors.CATALOGUE）。"""

from __future__ import annotations

MEGABYTE = 2**20

FILE_BYTES = 100 * MEGABYTE
"""文件本身的大小，X008。"""
ENTRIES = 5_000
"""压缩包里的部件数，X008。"""
PART_BYTES = 64 * MEGABYTE
"""单个部件解压后的大小，X008。"""
TOTAL_BYTES = 500 * MEGABYTE
"""全部部件解压后的大小，X007。"""
RATIO = 100
RATIO_FROM = 10 * MEGABYTE
"""解压后超过 RATIO_FROM 的部件，解压前后之比，X007。"""
NODES = 1_500_000
"""读到的各个 XML 部件里元素与属性的总数，X008；解析之前数，免得撑满内存。"""
DEPTH = 256
"""XML 的嵌套层数，X008；由 XML 解析器把关。"""
PARAGRAPHS = 200_000
TABLES = 2_000
ROWS = 20_000
COLUMNS = 256
POSITIONS = 250_000
"""段落数、表格数、每张表的行数与列数、全文表格的格网位置数，X008。"""
