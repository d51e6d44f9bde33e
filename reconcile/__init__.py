"""核对：把每一个数与它应当一致的数逐一勾稽。"""

from reconcile.engine import RULES, reconcile
from reconcile.rule import Rule, rule
from reconcile.types import (
    SEVERITIES,
    Check,
    Finding,
    Reconciliation,
    Rival,
    Settled,
    Severity,
    Untied,
    Verdict,
)

__all__ = [
    "RULES",
    "SEVERITIES",
    "Check",
    "Finding",
    "Reconciliation",
    "Rival",
    "Rule",
    "Settled",
    "Severity",
    "Untied",
    "Verdict",
    "reconcile",
    "rule",
]
