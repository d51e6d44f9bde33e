"""gouji show --html：一个文件，不取外部的东西，报告里的字一律转义，图上的框与格网对得上。"""

from __future__ import annotations

import re
from pathlib import Path

from standin_pdf import Sheet, pdf

from extract import read
from gouji.cli import main
from gouji.writers.grids import page

NASTY = '<script>alert(1)</script>"><img src=x onerror=1>'
SAMPLE = Path(__file__).parents[1] / "samples" / "yunling-emergency-2022"


def shown(data: bytes, name: str) -> str:
    return page(read(data, name), data)


def test_PDF有页面图像和框_框指向格网里的那一格() -> None:
    data = pdf(
        Sheet().write(72, 80, "表1 支出情况表").table((72, 172, 272), 100, [["项目", "预算"], ["甲", "1.00"]])
    )
    html = shown(data, "a.pdf")
    assert html.count("data:image/png;base64,") == 1
    for target in re.findall(r'<a href="#([^"]+)" class="cell"', html):
        assert f'id="{target}"' in html
    assert 'id="b1-2-2"' in html


def test_合并的格占几行几列写得出来() -> None:
    html = shown(b"| a | b |\n| --- | --- |\n| c | < |\n", "a.md")
    assert 'colspan="2"' in html
    assert "占2列" in html


def test_报告里的字都转义_不取外部的东西() -> None:
    html = shown(f"# 标题 {NASTY}\n\n{NASTY}\n".encode(), f"{NASTY}.md")
    assert "<script" not in html
    assert "<img" not in html
    assert "default-src 'none'" in html
    assert not re.search(r'(?:src|href)="(?!#|data:)', html)


def test_转过来的页_图像也摆正() -> None:
    turned = Sheet(size=(842, 595), rotate=90).table((72, 172, 272), 100, [["项目", "预算"], ["甲", "1.00"]])
    html = shown(pdf(turned), "a.pdf")
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', html).groups())  # type: ignore[union-attr]
    assert sorted((width, height)) == [595, 842]


def test_已有的文件不覆盖(tmp_path, monkeypatch, capsys) -> None:
    output = tmp_path / "看.html"
    codes = []
    for _ in range(2):
        monkeypatch.setattr(
            "sys.argv", ["gouji", "show", str(SAMPLE.with_suffix(".docx")), "--html", str(output)]
        )
        try:
            main()
        except SystemExit as stop:
            codes.append(stop.code)
    assert codes[-1] == 2
    assert "已经存在" in capsys.readouterr().err
    assert "表格" in output.read_text("utf-8")
