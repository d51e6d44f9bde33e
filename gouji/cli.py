"""命令行：勾稽的门面。各阶段在用到时才装入，帮助立刻就出来。"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.chinese import speak_chinese, tidied

if TYPE_CHECKING:
    from gouji.jobs import Outcome
    from gouji.store import Store
    from gouji.supervisor import Job, Limits

CLEAN, FOUND, USAGE, UNREAD, INTERRUPTED, CLOSED = 0, 1, 2, 3, 130, 141
SEVERITIES = ("error", "warning", "info")
STANDARD_INPUT = "标准输入.md"
COUNT = click.IntRange(min=1)
COUNT.name = "整数"
SECONDS = click.FloatRange(min=0.1)
SECONDS.name = "数"
_EPILOG = """\
退出码：0 没有要处理的，1 有达到级别的发现或有内容没有读到，2 用法不对，3 有报告未能审核，130 中途停止。
"""


def main() -> None:
    """命令 gouji 的入口。"""
    speak_chinese()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli.main(prog_name="gouji", standalone_mode=False))
    except click.ClickException as problem:
        context = problem.ctx if isinstance(problem, click.UsageError) else None
        click.UsageError(tidied(problem.format_message()), context).show()
        sys.exit(problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止。", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # 看的人不看了（例如 | head）；免得退出时再报一次
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLOSED)


def _limits_options(command: click.Command) -> click.Command:
    """每份报告的限度。"""
    seconds = click.Option(
        ["--timeout", "seconds"],
        type=SECONDS,
        default=180.0,
        show_default=True,
        metavar="秒",
        help="一份报告的时限，超过即中止这一份。",
    )
    memory = click.Option(
        ["--memory"],
        type=COUNT,
        default=2048,
        show_default=True,
        metavar="MB",
        help="处理一份报告的内存上限。",
    )
    command.params += [seconds, memory]
    return command


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    epilog=_EPILOG,
)
@click.version_option(package_name="gouji", message="gouji %(version)s", help="显示版本号。")
def cli() -> None:
    """勾稽：逐数核对绩效自评报告，按报告自己的评分标准重算自评得分。

    原件只读不改，不联网。
    """


def _rubric_option(command: click.Command) -> click.Command:
    """按哪一份评分标准评分。"""
    option = click.Option(
        ["--rubric"],
        default="",
        metavar="文件或名字",
        help="按这份评分标准评分：gouji rubric compile 生成的文件，或随程序带的名字（见 gouji rubric show）。",
    )
    command.params.append(option)
    return command


@_rubric_option
@_limits_options
@cli.command(options_metavar="[选项]", short_help="审核报告，列出发现")
@click.argument("files", nargs=-1, required=True, metavar="报告…", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text 给人看，json 给机器读（一份报告一行）。",
)
@click.option("--ticks", is_flag=True, help="也列出每一项通过的核对及其算式。")
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="有达到这个级别的发现时退出码为 1：error 错误，warning 待说明，info 提示。",
)
@click.option("-q", "--quiet", is_flag=True, help="每份报告只写一行总结。")
@click.pass_context
def check(
    context: click.Context,
    files: tuple[Path, ...],
    style: str,
    severity: str,
    seconds: float,
    memory: int,
    rubric: str,
    *,
    ticks: bool,
    quiet: bool,
) -> None:
    """审核报告，列出发现。

    报告可以是 .docx、.pdf、.md 文件，也可以是装着它们的文件夹；“-”表示从标准输入读 Markdown。
    """
    wanted = "json" if style == "json" else "summary" if quiet else "ticks" if ticks else "text"
    code = CLEAN
    for outcome in _outcomes(files, wanted, _limits(seconds, memory), _rubric(rubric)):
        _show(outcome, wanted)
        code = max(code, _code_of(outcome, severity))
    context.exit(code)


@_limits_options
@cli.command(options_metavar="[选项]", short_help="列出读到的每个数据项")
@click.argument("files", nargs=-1, required=True, metavar="报告…", type=click.Path(path_type=Path))
@click.pass_context
def facts(context: click.Context, files: tuple[Path, ...], seconds: float, memory: int) -> None:
    """列出读到的每个数据项：名称、印出的数、换算后的数、出处。"""
    context.exit(_print_all(files, "facts", _limits(seconds, memory)))


@_limits_options
@cli.command(options_metavar="[选项]", short_help="显示读到的原文和表格")
@click.argument("files", nargs=-1, required=True, metavar="报告…", type=click.Path(path_type=Path))
@click.option(
    "--html",
    "output",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="写成网页（已有的不覆盖）：有页面的，在每一页的图像上框出各块各格，旁边是读成的文字和格网。只能给一份报告。",
)
@click.pass_context
def show(
    context: click.Context, files: tuple[Path, ...], output: Path | None, seconds: float, memory: int
) -> None:
    """显示读到的原文：各块的编号、标题级别、表格的行列。"""
    if output is None:
        context.exit(_print_all(files, "show", _limits(seconds, memory)))
    if len(files) != 1 or files[0].is_dir():
        msg = "--html 一次只写一份报告的网页，请只给一个文件"
        raise click.UsageError(msg)
    ((outcome),) = _outcomes(files, "grids", _limits(seconds, memory))
    if outcome.failure is not None:
        from gouji.writers import failure

        click.echo(failure.as_text(outcome, outcome.failure))
        context.exit(UNREAD)
    _write_new(output, outcome.outputs["grids"])
    click.echo(f"已写好 {_path(output)}，用浏览器打开")


@cli.command(options_metavar="[选项]", short_help="解释一个代码")
@click.argument("code", metavar="代码")
@click.pass_context
def explain(context: click.Context, code: str) -> None:
    """解释一个代码：核对的是什么，什么时候报，依据是什么。"""
    from difflib import get_close_matches

    from gouji import rulebook
    from gouji.writers.plain import one_line

    pages = rulebook.pages()
    known = code.strip().upper()
    if known in pages:
        click.echo(f"{known}  {pages[known]}")
        return
    near = [other for other in pages if other.startswith(known)][:5]
    near = near or get_close_matches(known, pages, n=5, cutoff=0.5)
    hint = f"相近的有：{'、'.join(near)}。" if near else ""
    click.echo(f"没有 {one_line(code)} 这个代码。{hint}用“gouji rules”查看全部。", err=True)
    context.exit(USAGE)


@cli.command(options_metavar="[选项]", short_help="列出全部代码")
def rules() -> None:
    """列出全部代码及其标题。"""
    from gouji import rulebook

    for code, title in rulebook.titles().items():
        click.echo(f"{code:<8}{title}")


@cli.group(options_metavar="[选项]", subcommand_metavar="命令 …", short_help="评分标准文件：编译、查看、检查")
def rubric() -> None:
    """评分标准文件：从报告编译出来，由人校改，用到任何一份报告上（gouji check --rubric）。"""


@_limits_options
@rubric.command("compile", options_metavar="[选项]", short_help="从报告的评分表编译")
@click.argument("report", metavar="报告", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="写到哪个文件，已有的不覆盖；不写就输出到屏幕。",
)
@click.pass_context
def compile_rubric(
    context: click.Context, report: Path, output: Path | None, seconds: float, memory: int
) -> None:
    """从报告的评分表编译出评分标准文件：每项指标有条文原文和规范写法，读错了改规范写法。"""
    from gouji.writers import failure

    ((outcome),) = _outcomes((report,), "rubric", _limits(seconds, memory))
    if outcome.failure is not None:
        click.echo(failure.as_text(outcome, outcome.failure))
        context.exit(UNREAD)
    if output is None:
        click.echo(outcome.outputs["rubric"], nl=False)
        return
    _write_new(output, outcome.outputs["rubric"])
    click.echo(f"已写好 {_path(output)}；校改之后用“gouji rubric lint”检查，用“gouji check --rubric”评分")


@rubric.command("show", options_metavar="[选项]", short_help="列出、查看评分标准")
@click.argument("name", required=False, metavar="[文件或名字]")
def show_rubric(name: str | None) -> None:
    """不带参数，列出随程序带的评分标准；带上文件或名字，显示每项指标的条文。"""
    from gouji import rubrics
    from score.rubric import loads

    for line in rubrics.listed() if name is None else rubrics.shown(loads(_rubric(name))):
        click.echo(line)


@rubric.command("lint", options_metavar="[选项]", short_help="检查评分标准文件")
@click.argument("names", nargs=-1, required=True, metavar="文件…")
@click.pass_context
def lint_rubric(context: click.Context, names: tuple[str, ...]) -> None:
    """检查评分标准文件：分档的空档和重叠、各部分的分数与分值、重名、没有条文的指标。"""
    from gouji import rubrics
    from score.rubric import loads

    found = [
        f"{_path(Path(name))}：{line}" for name in names for line in rubrics.linted(loads(_rubric(name)))
    ]
    for line in found:
        click.echo(line)
    click.echo(f"共 {len(found)} 处毛病" if found else "没有毛病")
    context.exit(FOUND if found else CLEAN)


def _folder_options(command: click.Command) -> click.Command:
    """送审文件夹、结果文件夹、同时审几份。"""
    folder = click.Argument(["folder"], metavar="送审文件夹", type=click.Path(path_type=Path))
    out = click.Option(
        ["--out"], required=True, metavar="结果文件夹", type=click.Path(path_type=Path), help="结果写到哪里。"
    )
    jobs = click.Option(
        ["--jobs"], type=COUNT, default=None, metavar="份", help="同时审几份，默认与处理器核数相同。"
    )
    command.params = [folder, out, jobs, *command.params]
    return command


@_folder_options
@_rubric_option
@_limits_options
@cli.command(options_metavar="[选项]", short_help="审核整个文件夹")
@click.pass_context
def run(
    context: click.Context,
    folder: Path,
    out: Path,
    jobs: int | None,
    seconds: float,
    memory: int,
    rubric: str,
) -> None:
    """审核整个文件夹（连同子文件夹）的报告，结果写到另一个文件夹。

    每份报告一个文件夹，内有报告.html 和 review.json，未能审核的有原因.txt；总的有汇总.csv 和 index.html。
    """
    from gouji import inbox as inboxes
    from gouji.console import Progress, Stop
    from gouji.supervisor import Supervisor
    from gouji.writers.batch import summary_lines

    stop = Stop()
    official = _rubric(rubric)
    limits = _limits(seconds, memory)
    with (
        _store(folder, out) as store,
        Supervisor(jobs or _cores(), limits, rubric=official) as supervisor,
    ):
        supervisor.start()
        inbox = inboxes.Inbox(folder, store, official)
        scanned = inbox.scan()
        if not scanned.reports:
            for item in scanned.unprocessed:
                click.echo(f"未处理 {_path(Path(item.path))}：{item.reason}", err=True)
            msg = f"{_path(folder)} 里没有 .docx、.pdf 或 .md 报告"
            raise click.UsageError(msg)
        try:
            with stop.listening(), Progress(len(scanned.reports)) as progress:
                for done in inbox.process(scanned.reports, supervisor, stop):
                    progress.advance(inboxes.line_of(done))
            listing = inbox.summarise(scanned)
        except OSError as error:
            click.echo(inboxes.unwritable(error), err=True)
            context.exit(UNREAD)
    for line in summary_lines(listing):
        click.echo(line)
    click.echo(f"结果在 {_path(out)}，从 index.html 看起")
    if stop():
        context.exit(INTERRUPTED)
    context.exit(UNREAD if listing.failed else FOUND if listing.found or listing.unread else CLEAN)


@_folder_options
@_rubric_option
@_limits_options
@cli.command(options_metavar="[选项]", short_help="看着一个文件夹，来一份审一份")
@click.option("--every", type=SECONDS, default=5.0, show_default=True, metavar="秒", help="多久扫描一遍。")
def watch(
    folder: Path, out: Path, jobs: int | None, seconds: float, memory: int, every: float, rubric: str
) -> None:
    """看着一个文件夹，放进来的报告来一份审一份，直到按 Ctrl-C。

    文件的大小和时间保持不变一个扫描间隔之后才审核；原件不动。重新启动不会重做已经做过的。
    """
    from gouji import inbox as inboxes
    from gouji.console import Stop, say
    from gouji.events import waking
    from gouji.supervisor import Supervisor

    stop = Stop()
    official = _rubric(rubric)
    with (
        _store(folder, out) as store,
        Supervisor(jobs or _cores(), _limits(seconds, memory), rubric=official) as supervisor,
        stop.listening(),
        waking(folder) as wake,
    ):
        say(f"正在看着 {_path(folder)}，结果写到 {_path(out)}；按 Ctrl-C 停止")
        inboxes.watch(
            inboxes.Inbox(folder, store, official), supervisor, every=every, wake=wake, stop=stop, say=say
        )
    say("已停止；没有审完的报告下次接着审")


def _store(folder: Path, out: Path) -> Store:
    """检查两个文件夹的摆法，打开结果文件夹。

    Raises:
        click.UsageError: 摆法不安全，或结果文件夹正被使用、写不进去。
    """
    from gouji.inbox import Refused, refuse_unsafe
    from gouji.store import Busy, Store

    if not folder.is_dir():
        msg = f"送审文件夹 {_path(folder)} 不存在，或不是文件夹"
        raise click.UsageError(msg)
    try:
        refuse_unsafe(folder, out)
        return Store(out).opened()
    except Refused as refused:
        raise click.UsageError(str(refused)) from refused
    except Busy as busy:
        msg = f"结果文件夹 {_path(out)} 正被另一个 gouji 使用，请等它结束"
        raise click.UsageError(msg) from busy
    except OSError as error:
        msg = f"结果文件夹 {_path(out)} 写不进去，请检查权限"
        raise click.UsageError(msg) from error


def _outcomes(files: tuple[Path, ...], wanted: str, limits: Limits, rubric: str = "") -> Iterator[Outcome]:
    """逐份审核，按给出的次序；文件夹展开成其中的报告。"""
    from gouji.supervisor import Supervisor

    jobs = list(_jobs(files, wanted))
    if not jobs:
        msg = "没有找到 .docx、.pdf 或 .md 报告"
        raise click.UsageError(msg)
    with Supervisor(min(_cores(), len(jobs)), limits, rubric=rubric) as supervisor:
        supervisor.start()
        for _, outcome in supervisor.in_order(jobs):
            yield outcome


def _jobs(files: tuple[Path, ...], wanted: str) -> Iterator[Job[Path]]:
    from gouji.files import reading, scan
    from gouji.supervisor import Job
    from gouji.writers.plain import one_line, shown_name

    for path in files:
        if str(path) == "-":
            yield Job(path, STANDARD_INPUT, sys.stdin.buffer.read, (wanted,))
        elif path.is_dir():
            scanned = scan(path)
            for item in scanned.unprocessed:
                click.echo(f"未处理 {one_line(shown_name(item.path))}：{item.reason}", err=True)
            for found in scanned.reports:
                yield Job(found.path, shown_name(found.path.name), reading(found.path), (wanted,))
        else:
            yield Job(path, shown_name(path.name), reading(path), (wanted,))


def _show(outcome: Outcome, wanted: str) -> None:
    """写出一份报告的结果。"""
    from gouji.writers import failure

    if outcome.failure is None:
        text = outcome.outputs[wanted]
    elif wanted == "json":
        text = failure.as_json(outcome, outcome.failure)
    else:
        text = failure.as_text(outcome, outcome.failure)
    if wanted == "json":
        click.echo(text.encode())
        return
    click.echo(text)
    if wanted != "summary":
        click.echo()


def _code_of(outcome: Outcome, severity: str) -> int:
    """一份报告决定的退出码。"""
    if outcome.failure is not None:
        return UNREAD
    counted = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return FOUND if outcome.unread or any(outcome.counts.get(name) for name in counted) else CLEAN


def _write_new(output: Path, text: str) -> None:
    """写一个新文件，已有的不覆盖。

    Raises:
        click.UsageError: 已经存在，或写不进去。
    """
    try:
        with output.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except FileExistsError as error:
        msg = f"{_path(output)} 已经存在，没有覆盖；请换一个文件名"
        raise click.UsageError(msg) from error
    except OSError as error:
        msg = f"{_path(output)} 写不进去，请检查文件夹和权限"
        raise click.UsageError(msg) from error


def _print_all(files: tuple[Path, ...], wanted: str, limits: Limits) -> int:
    code = CLEAN
    for outcome in _outcomes(files, wanted, limits):
        _show(outcome, wanted)
        code = max(code, CLEAN if outcome.failure is None else UNREAD)
    return code


def _rubric(name: str) -> str:
    """评分标准文件的内容；没有指定为空串。

    Raises:
        click.UsageError: 文件读不了，或内容不合要求。
    """
    if not name:
        return ""
    from gouji import rubrics
    from score.rubric import InvalidRubric

    try:
        return rubrics.text_of(name)
    except InvalidRubric as invalid:
        raise click.UsageError(str(invalid)) from invalid


def _limits(seconds: float, megabytes: int) -> Limits:
    from gouji.supervisor import Limits

    return Limits(seconds=seconds, memory=megabytes * 2**20)


def _cores() -> int:
    return os.cpu_count() or 1


def _path(path: Path) -> str:
    from gouji.writers.plain import one_line, shown_name

    return one_line(shown_name(str(path)))
