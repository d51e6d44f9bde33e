"""打包：轮子里恰是五个包，数据文件都在；装到仓库之外的新环境里，能审核样本。"""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {"extract", "normalize", "reconcile", "score", "gouji"}
NOT_CODE = {".toml", ".html", ".css", ".js", ".j2", ".txt", ".typed"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """由当前代码打出的轮子；不联网，用环境里已有的打包工具。"""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - 命令是自己拼的
    assert made.returncode == 0, made.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """仓库之外的新环境，依赖借用当前环境的，本项目只有轮子里的这一份。"""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "venv", with_pip=False)
    purelib = next((home / "venv").glob("lib*/python*/site-packages"))
    # .pth 里的 addsitedir 会连可编辑安装一起带进来；只加路径就不会
    (purelib / "borrowed.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(home / "venv"), "install", "--no-deps", "--quiet"]
    subprocess.run([*command, "--no-index", "--ignore-installed", str(wheel)], check=True)  # noqa: S603
    return home


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """在那个环境里、仓库之外运行。"""
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(  # noqa: S603 - 命令是自己拼的
        [str(home / "venv" / "bin" / command[0]), *command[1:]],
        cwd=home,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )


def test_轮子里恰是五个包(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == PACKAGES
    assert len(top) == len(PACKAGES) + 1


def test_轮子里有代码之外的数据(wheel: Path):
    packed = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in NOT_CODE
    }
    assert any(name.endswith(".toml") for name in data)
    assert any("templates/" in name for name in data)
    assert data <= packed


def test_装好以后在别处能审核样本(elsewhere: Path):
    where = run(elsewhere, "python", "-c", "import extract, gouji; print(extract.__file__, gouji.__file__)")
    assert str(ROOT) not in where.stdout, where.stdout + where.stderr
    sample = ROOT / "samples" / "wangchao-water-2021.docx"
    checked = run(elsewhere, "gouji", "check", str(sample))
    assert checked.returncode == 1, checked.stderr
    assert "88.63%" in checked.stdout


def test_没有依赖占用我们的顶层名字():
    owners = packages_distributions()
    assert owners["lxml"] == ["lxml"], "查得到归属，下面的断言才有意义"
    assert {name: others for name in PACKAGES if (others := set(owners.get(name, ())) - {"gouji"})} == {}
