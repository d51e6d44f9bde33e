"""命令行：说中文，退出码是约定，一份坏报告不耽误其余的。"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.chinese import speak_chinese
from gouji.cli import cli

STANDINS = Path(__file__).parent / "standins"
LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = frozenset(
    """
    gouji check chek explain facts show run watch rules rubric compile lint output nope help version
    format text json ticks severity error warning info quiet timeout memory out jobs every
    docx pdf md Markdown html csv txt review index MB Ctrl
    """.split()  # noqa: SIM905
)
"""帮助和错误里允许出现的外文：命令、选项、文件类型和按键。"""


@pytest.fixture(autouse=True)
def _standins(monkeypatch):
    speak_chinese()
    monkeypatch.setenv("PYTHONPATH", str(STANDINS))
    monkeypatch.setattr("gouji.supervisor.PRODUCER", "standin_producers:produce")


def gouji(*arguments: object, stdin: bytes | None = None):
    result = CliRunner().invoke(
        cli, [str(argument) for argument in arguments], input=stdin, prog_name="gouji"
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


RUBRIC = """schema = "gouji.rubric/1"
name = "甲"

[[indicator]]
path = ["过程", "执行率"]
points = 5
criterion = "执行率≥90%得5分；60%≤执行率＜80%得3分；执行率＜60%得0分"
"""


class TestRubric:
    def test_编译_检查_评分_一路走通(self, tmp_path, samples, monkeypatch):
        monkeypatch.setattr("gouji.supervisor.PRODUCER", "gouji.produce:produce")
        report, file = samples / "yunling-emergency-2022.docx", tmp_path / "指标.toml"
        made = gouji("rubric", "compile", report, "-o", file)
        assert made.exit_code == 0
        assert "gouji rubric lint" in made.output
        assert gouji("rubric", "lint", file).output == "没有毛病\n"
        checked = gouji("check", "--format", "json", "--rubric", file, report)
        content = json.loads(checked.output)
        assert content["rubric"]["name"] == "yunling-emergency-2022"
        assert not [f for f in content["findings"] if f["code"].startswith("SCR7")]

    def test_已有的文件不覆盖(self, tmp_path, samples, monkeypatch):
        monkeypatch.setattr("gouji.supervisor.PRODUCER", "gouji.produce:produce")
        file = put(tmp_path, "指标.toml", "原来的")
        result = gouji("rubric", "compile", samples / "yunling-emergency-2022.docx", "-o", file)
        assert result.exit_code == 2
        assert "没有覆盖" in result.output
        assert file.read_text() == "原来的"

    def test_没有评分表的报告_说明原因(self, tmp_path, monkeypatch):
        monkeypatch.setattr("gouji.supervisor.PRODUCER", "gouji.produce:produce")
        result = gouji("rubric", "compile", put(tmp_path, "甲.md", "# 甲\n\n共3人。"))
        assert result.exit_code == 3
        assert "没有找到带“评分标准”一栏的评分表" in result.output

    def test_检查列出毛病_退出码1(self, tmp_path):
        result = gouji("rubric", "lint", put(tmp_path, "指标.toml", RUBRIC))
        assert result.exit_code == 1
        assert "80%与90%之间没有规定" in result.output

    def test_文件不合要求_一句话说明(self, tmp_path):
        for arguments in (["rubric", "lint"], ["check", put(tmp_path, "甲.md", "共3人"), "--rubric"]):
            result = gouji(*arguments, put(tmp_path, "坏.toml", "a = ["))
            assert result.exit_code == 2
            assert "TOML" in result.output
            assert "Traceback" not in result.output

    def test_没有的名字_告诉有哪些(self, tmp_path):
        result = gouji("check", put(tmp_path, "甲.md", "共3人"), "--rubric", "national")
        assert result.exit_code == 2
        assert "national-department-2013" in result.output

    def test_评分标准文件交到工作进程手里(self, tmp_path):
        result = gouji(
            "check", put(tmp_path, "甲.md", "rubric"), "--rubric", put(tmp_path, "指标.toml", RUBRIC)
        )
        assert RUBRIC.strip() in result.output

    def test_换了评分标准文件_已审过的重审(self, tmp_path):
        from gouji.files import scan
        from gouji.inbox import Inbox
        from gouji.store import Store

        inbox, out = tmp_path / "送审", tmp_path / "结果"
        put(inbox, "甲.md", "共3人")
        gouji("run", inbox, "--out", out)
        (found,) = scan(inbox).reports
        with Store(out) as store:
            assert Inbox(inbox, store).is_done(found)
            assert not Inbox(inbox, store, RUBRIC).is_done(found)


class TestCheck:
    def test_发现说清两处_应为_得分_问题(self, tmp_path):
        result = gouji("check", put(tmp_path, "甲.md", "来路不明"))
        assert result.exit_code == 1
        for expected in (
            "错误 TIE201  三、存在问题 · 第1段",
            "政府采购执行率前文为75.00%，后文为75.50%",
            "原文  “政府采购执行率为【75.50%】",
            "对照  一、（一）采购情况来路不明 · 第1段",
            "应为  75.00%",
            "得分  两种说法得分都是1.50，总分不变",
            "请问  请核实",
            "读取说明 修订痕迹 · 三、存在问题 · 第1段：",
            "数据 7 个 · 核对 3 项，符合 2（其余：无法复核 1） · 发现 错误 1、待说明 0、提示 1",
            " · 自评 91.75（优） → 证据支持 [1.5, 99.5]（差～优）",
        ):
            assert expected in result.stdout

    def test_默认不列通过的_要才列(self, tmp_path):
        path = put(tmp_path, "甲.md", "x")
        assert "90.00 + 40.00 = 130.00" not in gouji("check", path).stdout
        assert "√ 符合 SUM101" in gouji("check", "--ticks", path).stdout
        assert "90.00 + 40.00 = 130.00" in gouji("check", "--ticks", path).stdout

    def test_安静时一份一行(self, tmp_path):
        result = gouji("check", "-q", put(tmp_path, "甲.md", "x"), put(tmp_path, "乙.md", "x"))
        assert [line.partition("：")[0] for line in result.stdout.splitlines()] == ["甲.md", "乙.md"]

    @pytest.mark.parametrize(
        ("contents", "severity", "code"),
        [
            (["没有问题"], "info", 0),
            (["有问题"], "error", 1),
            (["没有问题", "有问题"], "warning", 1),
            (["unreadable", "有问题"], "warning", 3),
            (["有问题", "unreadable", "没有问题"], "warning", 3),
        ],
    )
    def test_退出码(self, tmp_path, contents, severity, code):
        paths = [put(tmp_path, f"{n}.md", content) for n, content in enumerate(contents)]
        assert gouji("check", "--severity", severity, *paths).exit_code == code

    def test_坏的说清原因和办法_其余照审(self, tmp_path):
        bad, good = put(tmp_path, "坏.docx", "unreadable"), put(tmp_path, "好.docx", "没有问题")
        result = gouji("check", bad, tmp_path / "没有这份.docx", good)
        assert result.exit_code == 3
        assert "未能审核 X002  文件不完整" in result.stdout
        assert "请这样处理  请重新拷贝" in result.stdout
        assert "未能审核 X030  找不到这个文件" in result.stdout
        assert "好.docx" in result.stdout
        assert "数据 7 个" in result.stdout

    def test_JSON_一份一行_次序与给出的相同(self, tmp_path):
        paths = [
            put(tmp_path, f"{name}.md", text)
            for name, text in [("乙", "slow"), ("甲", "unreadable"), ("丙", "x")]
        ]
        result = gouji("check", "--format", "json", *paths)
        contents = [json.loads(line) for line in result.stdout_bytes.splitlines()]
        assert [content["document"]["name"] for content in contents] == ["乙.md", "甲.md", "丙.md"]
        assert contents[1]["error"] == {"code": "X002", "reason": "文件不完整", "advice": "请重新拷贝"}
        assert result.exit_code == 3

    def test_文件夹展开_次序固定_别的文件说一声(self, tmp_path):
        for name in ("乙.md", "甲/丙.pdf", "丁.docx", "~$丁.docx", "戊.doc"):
            put(tmp_path, name, "没有问题")
        result = gouji("check", "-q", tmp_path)
        assert [line.partition("：")[0] for line in result.stdout.splitlines()] == [
            "丁.docx",
            "乙.md",
            "丙.pdf",
        ]
        assert "未处理 戊.doc" in result.stderr

    def test_标准输入(self):
        result = gouji("check", "-q", "-", stdin="没有问题".encode())
        assert result.stdout.startswith("标准输入.md：数据 7 个")

    def test_空文件夹是用法不对(self, tmp_path):
        result = gouji("check", tmp_path)
        assert result.exit_code == 2
        assert "没有找到" in result.stderr

    def test_卡死的到时中止(self, tmp_path):
        result = gouji(
            "check", "--timeout", "1.5", put(tmp_path, "卡.md", "hang"), put(tmp_path, "好.md", "没有问题")
        )
        assert result.exit_code == 3
        assert "X025" in result.stdout
        assert "好.md" in result.stdout

    @pytest.mark.parametrize("hostile", ["\x1b[31m红", "[/red]", "a\nb", "\u202e反", "{{7*7}}"])
    def test_文件名里的字不能支配终端(self, tmp_path, hostile):
        path = put(tmp_path, hostile.replace("/", "-") + ".md", "x")
        result = gouji("check", path)
        assert result.exit_code == 1
        assert all(char == "\n" or char.isprintable() for char in result.output)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--help"],
        ["explain", "--help"],
        ["facts", "--help"],
        ["show", "--help"],
        ["run", "--help"],
        ["watch", "--help"],
        ["rules", "--help"],
        ["--version"],
    ],
)
def test_帮助全是中文(arguments):
    result = gouji(*arguments)
    assert result.exit_code == 0
    assert set(LATIN.findall(result.output)) <= ALLOWED


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nope"],
        ["chek"],
        ["check"],
        ["check", "--nope", "x"],
        ["check", "--format", "nope", "x"],
        ["check", "--format"],
        ["check", "--ticks=1", "x"],
        ["check", "--timeout", "nope", "x"],
        ["check", "--timeout", "0", "x"],
        ["explain"],
        ["explain", "nope"],
        ["rules", "nope"],
        ["run", "没有这里", "--out", "x"],
        ["run", "x"],
        ["run", "x", "--out"],
        ["run", "x", "--out", "x", "--jobs", "0"],
        ["watch", "x", "--out", "x", "--every", "nope"],
    ],
)
def test_用法不对时说中文_退出码是2(arguments):
    result = gouji(*arguments)
    assert result.exit_code == 2
    assert set(LATIN.findall(result.output)) - {"CAL", "SUM", "TIE"} <= ALLOWED


class TestExplain:
    def test_未知的代码给出相近的(self):
        result = gouji("explain", "X00")
        assert result.exit_code == 2
        assert "X001" in result.stderr

    def test_读取的代码也有说明(self):
        result = gouji("explain", "x002")
        assert result.exit_code == 0
        assert result.stdout.startswith("X002  文件不完整")

    def test_列出的每个代码都解释得了(self):
        codes = [line.split()[0] for line in gouji("rules").stdout.splitlines()]
        assert {"X001", "X025", "X026", "X027", "X031"} <= set(codes)
        assert all(gouji("explain", code).exit_code == 0 for code in codes)

    def test_恶意的代码只是字(self):
        assert "\x1b" not in gouji("explain", "\x1b[31m").output


def test_显示原文和数据项(tmp_path):
    path = put(tmp_path, "甲.md", "x")
    shown = gouji("show", path).stdout
    assert "[0] # 一、部门基本情况" in shown
    assert "[6] 表格 5行×3列，表头2行" in shown
    assert "3 │ 人员经费 │ 100.00 │ 90.00" in shown
    listed = gouji("facts", path).stdout
    (row,) = [line.split() for line in listed.splitlines() if line.strip().startswith("rate ")]
    assert row == ["rate", "无单位", "75.00%", "政府采购执行率x", "一、（一）采购情况x", "·", "第1段"]
    assert gouji("facts", path, put(tmp_path, "坏.md", "unreadable")).exit_code == 3


class TestRun:
    def test_说出总数和没审成的(self, tmp_path):
        folder, out = tmp_path / "in", tmp_path / "out"
        for name, content in [
            ("甲.md", "没有问题"),
            ("乙.md", "有问题"),
            ("丙.md", "unreadable"),
            ("丁.xls", ""),
        ]:
            put(folder, name, content)
        result = gouji("run", folder, "--out", out, "--jobs", 2)
        assert result.exit_code == 3
        assert "未能审核 丙.md：X002 文件不完整" in result.stdout
        assert "未处理 丁.xls" in result.stdout
        assert (
            "共 3 份：审核 2 份，其中有发现 1 份、有内容没有读到 0 份；未能审核 1 份；未处理的其他文件 1 个"
            in result.stdout
        )
        assert (out / "index.html").is_file()

    @pytest.mark.parametrize(("content", "code"), [("没有问题", 0), ("有问题", 1), ("unreadable", 3)])
    def test_退出码(self, tmp_path, content, code):
        put(tmp_path / "in", "甲.md", content)
        assert gouji("run", tmp_path / "in", "--out", tmp_path / "out").exit_code == code

    def test_结果文件夹不能就是送审文件夹(self, tmp_path):
        put(tmp_path, "甲.md", "x")
        result = gouji("run", tmp_path, "--out", tmp_path)
        assert result.exit_code == 2
        assert "结果文件夹不能就是送审文件夹" in result.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["甲.md"]

    def test_正被使用时不抢(self, tmp_path):
        from gouji.store import Store

        put(tmp_path / "in", "甲.md", "x")
        with Store(tmp_path / "out"):
            result = gouji("run", tmp_path / "in", "--out", tmp_path / "out")
        assert result.exit_code == 2
        assert "正被另一个" in result.stderr


def _started(arguments: list[object], cwd: Path) -> subprocess.Popen[str]:
    """另起一个真正的进程；审核换成替身。"""
    script = (
        "import gouji.supervisor as s; s.PRODUCER = 'standin_producers:produce';"
        "from gouji.cli import main; main()"
    )
    return subprocess.Popen(  # noqa: S603 - 测试自己拼的命令
        [sys.executable, "-P", "-c", script, *map(str, arguments)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_监看到收到信号为止(tmp_path, number):
    put(tmp_path / "in", "甲.md", "没有问题")
    put(tmp_path / "in", "卡.md", "hang")
    process = _started(["watch", "in", "--out", "out", "--every", "0.2", "--jobs", "2"], tmp_path)
    deadline = time.monotonic() + 20
    while not (tmp_path / "out" / "甲（md）" / "报告.html").is_file() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=20)
    assert process.returncode == 0
    assert stdout.splitlines()[0].startswith("正在看着 in")
    assert "已审核 甲.md" in stdout
    assert stdout.splitlines()[-1].startswith("已停止")
    assert stderr == ""
    assert not list((tmp_path / "out").glob(".gouji-*"))
    assert not (tmp_path / "out" / "卡（md）").exists()


def test_审核中途按停_退出码是130(tmp_path):
    put(tmp_path, "卡.md", "hang")
    process = _started(["check", "卡.md"], tmp_path)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert stderr.strip() == "已中止。"


def test_整个文件夹中途按停_退出码是130_不留半截(tmp_path):
    put(tmp_path / "in", "卡.md", "hang")
    process = _started(["run", "in", "--out", "out"], tmp_path)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert not list((tmp_path / "out").glob("*（md）*"))


def test_看的人走了就收场(tmp_path):
    put(tmp_path, "甲.md", "x" * 200)
    process = _started(["check", "--ticks", *["甲.md"] * 40], tmp_path)
    process.stdout.close()
    assert process.wait(timeout=20) == 1
    assert process.stderr.read() == ""
    process.stderr.close()


def test_帮助很快():
    script = "import sys; from gouji.cli import cli; print(sorted(sys.modules))"
    loaded = subprocess.run(  # noqa: S603 - 测试自己拼的命令
        [sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True
    ).stdout
    for heavy in ("pydantic", "lxml", "pdfplumber", "jieba", "jinja2", "rich", "watchdog", "extract"):
        assert f"'{heavy}'" not in loaded


def test_真的走一遍(monkeypatch):
    monkeypatch.setattr("gouji.supervisor.PRODUCER", "gouji.produce:produce")
    report = (
        "# 一、采购情况\n\n2020年采购计划金额为115,165,343.66元，实际采购金额为76,842,976.41元，"
        "政府采购执行率为66.72%。\n\n# 二、存在问题\n\n2020年，政府采购执行率为66.67%。\n"
    )
    shown = gouji("check", "--ticks", "-", stdin=report.encode())
    assert shown.exit_code == 1
    assert "错误 TIE201  二、存在问题 · 第1段" in shown.stdout
    assert "【66.67%】" in shown.stdout
    content = json.loads(gouji("check", "--format", "json", "-", stdin=report.encode()).stdout_bytes)
    (finding,) = [finding for finding in content["findings"] if finding["severity"] == "error"]
    assert (finding["code"], finding["at"]["text"]) == ("TIE201", "66.67%")
    assert "66.72%" in [at["text"] for at in finding["against"]]
