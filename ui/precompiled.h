// SPDX-License-Identifier: GPL-3.0-or-later
// What nearly every file of the window includes, read once by the compiler in a clean build (with
// CMAKE_UNITY_BUILD). No file relies on it: other builds go without.
#pragma once

#include <qcustomplot.h>

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>
