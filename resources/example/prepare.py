# SPDX-License-Identifier: Apache-2.0
"""Makes the example that ships out of a recorded history: python3 prepare.py RECORDED.db history.db

Folders of the machine that recorded it are taken out (where exported models lay, where packages were tried): no
verdict reads them. Samples, sources, times and seeds stay as they were. Fails where such a folder is left over.
"""
import pathlib
import re
import sqlite3
import subprocess
import sys

SAMPLES = b"AKS1"  # core/store/sample_blob.cpp: then one zstd frame
FRAME = bytes([0x28, 0xB5, 0x2F, 0xFD])
FOLDER = re.compile(rb"/(?:root|home|tmp|work|var|mnt|srv|Users)/[^\s\"']*")
PACKAGE = re.compile(rb"(package:)/[^\"]*/([^/\"]+)")


def inflate(frame: bytes) -> bytes:
    return subprocess.run(["zstd", "-d", "-c"], input=frame, stdout=subprocess.PIPE, check=True).stdout


def deflate(content: bytes) -> bytes:
    return subprocess.run(["zstd", "-6", "--check", "-c", f"--stream-size={len(content)}"], input=content,
                          stdout=subprocess.PIPE, check=True).stdout


def without_folders(content: bytes) -> bytes:
    """The JSON in front of the columns of times names its contenders; its length stands before it."""
    length = int.from_bytes(content[:4], "little")
    header = PACKAGE.sub(rb"\1\2", content[4:4 + length])
    return len(header).to_bytes(4, "little") + header + content[4 + length:]


def texts(database: sqlite3.Connection):
    """Every value that may hold text, inflated: (table, column, rowid, value, what was read)."""
    for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        keys = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]
        for row in database.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall():
            key = {name: row[columns.index(name)] for name in keys}
            for column, value in zip(columns, row):
                if isinstance(value, str):
                    yield table, column, key, value, value.encode()
                elif isinstance(value, bytes) and (value.startswith(FRAME) or value.startswith(SAMPLES)):
                    yield table, column, key, value, inflate(value[value.index(FRAME):])


def prepare(recorded: pathlib.Path, example: pathlib.Path) -> None:
    example.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{recorded}?mode=ro", uri=True) as source, sqlite3.connect(example) as target:
        source.backup(target)
    database = sqlite3.connect(example, isolation_level=None)
    for table, column, key, value, content in texts(database):
        if not FOLDER.search(content):
            continue
        if isinstance(value, bytes) and value.startswith(SAMPLES):
            clean = SAMPLES + deflate(without_folders(content))
        elif column in ("exported_path", "inputs_path"):
            clean = pathlib.Path(value).name
        elif column == "command_line":
            clean = FOLDER.sub(lambda path: path.group().rpartition(b"/")[2], content).decode()
        else:
            continue
        where = " AND ".join(f"{name} = ?" for name in key)
        database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (clean, *key.values()))
    left = [f"{table}.{column}: {FOLDER.search(content).group().decode()}"
            for table, column, _, _, content in texts(database) if FOLDER.search(content)]
    if left:
        sys.exit("a folder of the recording machine is left in " + "; ".join(left))
    database.execute("PRAGMA journal_mode = DELETE")  # so that a reader writes nothing beside it
    database.execute("VACUUM")
    database.close()
    print(f"{example}: {example.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    prepare(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
