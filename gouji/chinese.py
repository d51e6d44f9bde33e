"""中文：把命令行库自带的英文换成中文。

click 的每一句话都经过 gettext，但各模块在导入时就取走了函数；语言文件又要随环境变量而定。
这里直接换上查表的函数，在任何语言环境下都说中文。
"""

from __future__ import annotations

import gettext
import re
import sys

CATALOGUE = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示本说明。",
    "Show the version and exit.": "显示版本号。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Error: {message}": "错误：{message}",
    "Aborted!": "已中止。",
    "Try '{command} {option}' for help.": "用“{command} {option}”查看说明。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少{param_type}",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing command.": "缺少命令。",
    "argument": "参数",
    "option": "选项",
    "parameter": "参数",
    "No such option {name!r}.": "没有{name!r}这个选项。",
    "No such command {name!r}.": "没有{name!r}这个命令。",
    "Did you mean {possibility}?": "是不是{possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是不是其中之一：{possibilities}？）",
    "Invalid value: {message}": "取值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}取值不对：{message}",
    "Got unexpected extra argument ({args})": "多出了参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出了参数（{args}）",
    "Option {name!r} requires an argument.": "选项{name!r}后面要有取值。",
    "Option {name!r} requires {nargs} arguments.": "选项{name!r}后面要有{nargs}个取值。",
    "Option {name!r} does not take a value.": "选项{name!r}不带取值。",
    "Argument {name!r} takes {nargs} values.": "参数{name!r}要有{nargs}个取值。",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r}不在可选范围：{choice}。",
    "{value!r} is not one of {choices}.": "{value!r}不在可选范围：{choices}。",
    "{value!r} is not a valid {number_type}.": "{value!r}不是有效的{number_type}。",
    "{value} is not in the range {range}.": "{value}超出范围，应{range}。",
    "{name} {filename!r} does not exist.": "{name}{filename!r}不存在。",
    "{name} {filename!r} is a file.": "{name}{filename!r}是文件，不是文件夹。",
    "{name} {filename!r} is a directory.": "{name}{filename!r}是文件夹，不是文件。",
    "{name} {filename!r} is not readable.": "{name}{filename!r}没有读取权限。",
    "{name} {filename!r} is not writable.": "{name}{filename!r}没有写入权限。",
    "{name} {filename!r} is not executable.": "{name}{filename!r}没有执行权限。",
    "Could not open file {filename!r}: {message}": "打不开文件{filename!r}：{message}",
    "unknown error": "原因不明",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "default": "默认",
    "default: {default}": "默认：{default}",
    "required": "必填",
}


_QUOTED = re.compile(r"'([^']*)'")
_RANGE = re.compile(r"x(>=?|<=?)([\d.]+)")
_BOUNDS = {">=": "不小于", ">": "大于", "<=": "不大于", "<": "小于"}


def tidied(message: str) -> str:
    """一句错误说明里的西文引号、句点和 x>=0.1 换成中文的写法。"""
    message = _RANGE.sub(lambda found: f"{_BOUNDS[found[1]]}{found[2]}", _QUOTED.sub(r"“\1”", message))
    message = re.sub(r"(?<=[\u4e00-\u9fff”。？]) (?=[\u4e00-\u9fff“])", "", message.removesuffix("."))
    return message if message.endswith(("。", "？", "！")) else f"{message}。"


def translated(message: str) -> str:
    """一句话的中文；表里没有的原样给出。"""
    return CATALOGUE.get(message, message)


def _translated_plural(singular: str, plural: str, number: int) -> str:
    return translated(singular if number == 1 else plural)


def speak_chinese() -> None:
    """把 click 各模块取走的 gettext 换成查表。"""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("click.")]
    for module in modules:
        for attribute, value in list(vars(module).items()):
            if value is gettext.gettext:
                setattr(module, attribute, translated)
            elif value is gettext.ngettext:
                setattr(module, attribute, _translated_plural)
