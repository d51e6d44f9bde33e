"""读不了的文件：一句话说清原因，一句话说清怎么办。"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorPage:
    """代码说明：title 是结论，cause 是原因，advice 是下一步。"""

    title: str
    cause: str
    advice: str

    @property
    def page(self) -> str:
        """整页说明，供 gouji explain 打印。"""
        return f"{self.title}\n\n原因：{self.cause}\n处理：{self.advice}\n"


_TOO_BIG = "用 WPS 或 Word 打开后另存一份再试；仍不行请单位删去无关内容后重报"
_SAVE_AS_DOCX = "请用 WPS 或 Word 打开，另存为 .docx 或 .pdf 后再试"

CATALOGUE: dict[str, ErrorPage] = {
    "X001": ErrorPage("文件是空的", "文件长度为零，没有任何内容。", "请单位重新导出并报送"),
    "X002": ErrorPage(
        "文件不完整",
        "压缩包或 PDF 的结尾缺失，多半是没有拷贝完或传输中断。",
        "重新拷贝一次；仍失败请单位重报",
    ),
    "X004": ErrorPage(
        "不是能审核的报告格式，或者扩展名与内容不符",
        "格式按内容认，不看扩展名：能读的是 Word 文档（.docx）、PDF 和 Markdown 文本；"
        "网页、图片、表格、OFD、压缩包等改了扩展名也读不了。",
        _SAVE_AS_DOCX,
    ),
    "X005": ErrorPage(
        "文档已加密，需要密码", "文档设有打开密码，没有密码读不到内容。", "请单位提供未加密的版本"
    ),
    "X006": ErrorPage(
        "PDF 已加密，需要密码", "PDF 设有打开密码或证书加密，没有密码读不到内容。", "请单位提供未加密的版本"
    ),
    "X007": ErrorPage(
        "解压后过大，疑似压缩炸弹",
        "文件很小而解压后极大，正常报告不会如此；为保护本机，没有继续解压。",
        "不予处理，请核实文件来源",
    ),
    "X008": ErrorPage(
        "文档部件过多、过大或嵌套过深",
        "部件数、单个部件的大小、段落数、表格行列数或嵌套层数超过上限；超过上限的不审核，也不当作没有问题。",
        _TOO_BIG,
    ),
    "X009": ErrorPage(
        "含外部实体或 DTD 声明",
        "docx 的标准不允许文档类型声明，正常的软件也不会写；它可以用来读取本机文件或耗尽内存。",
        "不予处理，请单位另存为标准 docx 后重报",
    ),
    "X010": ErrorPage(
        "文档里有同名的部件",
        "同一个部件在文档里存了两份，不同的软件会看到不同的内容，不知道以哪一份为准。",
        "请单位用 Word 或 WPS 另存后重报",
    ),
    "X011": ErrorPage(
        "文档已损坏", "正文部分缺失或无法解析。", "用 Word 的“打开并修复”另存后再试；仍失败请单位重报"
    ),
    "X012": ErrorPage(
        "文档缺少部件", "图片、样式等部件被引用而不存在，已跳过并继续读取。", "核对缺失的附图是否影响结论"
    ),
    "X014": ErrorPage("文档含宏", "文档里有宏，宏没有执行。", "请单位改交不含宏的 docx"),
    "X015": ErrorPage("文档含外部链接", "文档引用了外部的图片、模板或对象，均未访问。", "知悉即可"),
    "X016": ErrorPage(
        "文档含修订痕迹",
        "文档有未接受的修订；审核按接受全部修订之后的文字进行。",
        "请单位定稿后重报，或确认以修订后的为准",
    ),
    "X017": ErrorPage(
        "文档含隐藏文字", "有设为隐藏、看不到的文字；这些文字也参与了核对。", "请核实隐藏文字是否应当存在"
    ),
    "X018": ErrorPage(
        "旧格式文档，不能直接读取", "文件是 .doc、.wps、.rtf 或 Word 2003 XML 等旧格式。", _SAVE_AS_DOCX
    ),
    "X020": ErrorPage("PDF 结构损坏", "PDF 的交叉引用或页面结构损坏。", "用原软件重新导出 PDF 后再试"),
    "X022": ErrorPage(
        "PDF 没有文字层", "页面是扫描的图片，没有可以核对的文字。", "请单位提供由 Word 导出的 PDF 或 docx"
    ),
    "X023": ErrorPage(
        "PDF 文字层乱码", "字体没有正确的文字对照，取出的文字不可用。", "请单位提供 docx 或重新导出的 PDF"
    ),
    "X024": ErrorPage("页数或图像超过上限", "超过上限的部分没有处理。", "拆分后重报"),
    "X025": ErrorPage("处理超时，已中止", "在限定的时间内没有读完。", "单独重试一次，或拆分后再审"),
    "X026": ErrorPage(
        "占用内存超限，已中止", "处理这份文件所需的内存超过上限。", "单独重试一次，或拆分后再审"
    ),
    "X027": ErrorPage(
        "处理程序异常退出", "读取这份文件的进程意外中止，其他文件不受影响。", "请将原件与本代码一并反馈"
    ),
    "X030": ErrorPage(
        "文件打不开", "没有读取权限、文件被占用或已被移走。", "检查权限，关闭占用该文件的程序后重试"
    ),
    "X035": ErrorPage("部分内容没有读到", "文中有数字没有读进来，所在位置见说明。", "请对照原文人工补核"),
    "X099": ErrorPage(
        "程序内部错误", "本程序的缺陷，不是文件的问题；该文件没有审核。", "请将原件与报错信息一并反馈"
    ),
}
"""读取与处理中的各种情形：代码 → 说明。代码一经使用不再改作他用。"""


class Unreadable(Exception):  # noqa: N818 - 说的是文件的状态，不是程序的错误
    """文件无法读取：code 是稳定的代码（X001…），reason 是原因，advice 是下一步。"""

    def __init__(self, code: str, reason: str, advice: str) -> None:
        super().__init__(f"{reason}，{advice}")
        self.code = code
        self.reason = reason
        self.advice = advice

    @classmethod
    def coded(cls, code: str, reason: str = "") -> Unreadable:
        """按代码取说明；reason 比代码的标题更具体时写上。"""
        page = CATALOGUE[code]
        return cls(code, reason or page.title, page.advice)
