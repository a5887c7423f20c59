# SPDX-License-Identifier: Apache-2.0
"""Integer expressions of specs and manifests (kernels/README.md), and real ones of scalars, evaluated the plain way."""
import math
import re

TOKEN = re.compile(r"\s*(?:(\d+)|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/%<>!?:(),]))")
FUNCTIONS = {
    "min": min,
    "max": max,
    "ceil_div": lambda a, b: -(-a // b),
    "round_up": lambda a, b: -(-a // b) * b,
    "pow2ceil": lambda a: 1 if a <= 1 else 1 << (a - 1).bit_length(),
    "sqrt": math.sqrt,
}
LEVELS = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]]
OPERATORS = {
    "||": lambda a, b: int(bool(a) or bool(b)),
    "&&": lambda a, b: int(bool(a) and bool(b)),
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b if b else 0,
    "%": lambda a, b: a % b if b else 0,
}


class Parser:
    def __init__(self, text: str, values: dict[str, int], division=OPERATORS["/"]):
        self.tokens, position = [], 0
        while position < len(text.rstrip()):
            match = TOKEN.match(text, position)
            if not match:
                raise ValueError(f"unreadable expression at {text[position:]!r} in {text!r}")
            self.tokens.append(match.group(1) or match.group(2) or match.group(3))
            position = match.end()
        self.values, self.text, self.index = values, text, 0
        self.operators = {**OPERATORS, "/": division}

    def peek(self) -> str:
        return self.tokens[self.index] if self.index < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise ValueError(f"expected {expected or 'more'} in {self.text!r}")
        self.index += 1
        return token

    def ternary(self) -> int:
        condition = self.binary(0)
        if self.peek() != "?":
            return condition
        self.take("?")
        yes = self.ternary()
        self.take(":")
        no = self.ternary()
        return yes if condition else no

    def binary(self, level: int) -> int:
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in LEVELS[level]:
            operator = self.take()
            left = self.operators[operator](left, self.binary(level + 1))
        return left

    def unary(self) -> int:
        token = self.take()
        if token == "-":
            return -self.unary()
        if token == "!":
            return int(not self.unary())
        if token == "(":
            value = self.ternary()
            self.take(")")
            return value
        if token.isdigit():
            return int(token)
        if self.peek() == "(":
            self.take("(")
            arguments = [self.ternary()]
            while self.peek() == ",":
                self.take(",")
                arguments.append(self.ternary())
            self.take(")")
            return FUNCTIONS[token](*arguments)
        return self.values[token]


def evaluate(text: str | int, values: dict[str, int]) -> int:
    return whole(Parser(str(text), values))


def evaluate_real(value: str | float, values: dict[str, int]) -> float:
    """A scalar's default or a fill's bound: a number, or an expression with exact division."""
    try:
        return float(value)
    except ValueError:
        return float(whole(Parser(value, values, lambda a, b: a / b)))


def whole(parser: Parser):
    value = parser.ternary()
    if parser.peek():
        raise ValueError(f"left over {parser.peek()!r} in {parser.text!r}")
    return value
