# Gonggang: the commands of the house. `make demo` shows what it does, `make test` checks everything.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin

# Tests and checks keep a home of their own, so that nobody's data is touched.
TEST_HOME := $(CURDIR)/.cache/test-home
IN_TEST_HOME := GONGGANG_HOME="$(TEST_HOME)"
# How many test sessions run at once: one a core, each with a database of its own, and never more than four.
SIDE_BY_SIDE := $(shell n=$$(nproc 2>/dev/null || echo 1); [ $$n -gt 4 ] && n=4; echo $$n)

.PHONY: help setup demo test test-slow door-mutations tamper model lint browser bench messages requirements clean
help:
	@echo 'make demo          示例县：装好环境，导入、比对、算账，并打开网页'
	@echo 'make test          全部检查：代码规范、类型、房间之间的墙、测试'
	@echo 'make test-slow     很久的检查：每种岗位在每级辖区走遍每个网址'
	@echo 'make door-mutations  逐个拿掉权限检查，列出没有被发现的'
	@echo 'make tamper        审计记录的一千次随机篡改、一百次无误报'
	@echo 'make model         上岗环节的一百万步随机对照：数据表与对照模型不许有一处不同'
	@echo 'make setup         只建立虚拟环境 .venv'
	@echo 'make lint          只做代码规范、类型和墙的检查'
	@echo 'make bench         速度测量'
	@echo 'make messages      收齐屏幕上的文字，更新并编译英文译文'
	@echo 'make requirements  重新生成带校验值的依赖清单'
	@echo 'make clean         删除 .venv 和测试留下的文件（不碰 GONGGANG_HOME）'

setup:
	@sh tools/set_up.sh

demo: setup
	@$(BIN)/gonggang demo

test: setup browser lint .cache/.gitignore
	$(IN_TEST_HOME) $(BIN)/python -m pytest -n $(SIDE_BY_SIDE) --dist loadfile --no-loadscope-reorder

test-slow: setup .cache/.gitignore
	$(IN_TEST_HOME) $(BIN)/python -m pytest -m slow

door-mutations: setup .cache/.gitignore
	$(IN_TEST_HOME) GONGGANG_MUTATIONS=all $(BIN)/python -m pytest tests/house/test_door_mutations.py

tamper: setup .cache/.gitignore
	$(IN_TEST_HOME) GONGGANG_TAMPERINGS=1000 $(BIN)/python -m pytest gonggang/audit/tests/test_tampering.py

model: setup .cache/.gitignore
	$(IN_TEST_HOME) GONGGANG_MODEL_STEPS=1000000 $(BIN)/python -m pytest gonggang/recruitment/tests/test_model.py

lint: setup .cache/.gitignore
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(IN_TEST_HOME) $(BIN)/mypy
	$(BIN)/lint-imports

.cache/.gitignore:
	@mkdir -p .cache && echo '*' > $@

browser: setup
	@sh tools/browser.sh

bench: setup
	@$(BIN)/gonggang bench

messages: setup
	@$(BIN)/python tools/messages.py

requirements:
	@sh tools/requirements.sh

clean:
	@for home in "$(TEST_HOME)" "$(TEST_HOME)"/gw*; do \
		if [ -x $(BIN)/gonggang ] && [ -d "$$home" ]; then GONGGANG_HOME="$$home" $(BIN)/gonggang down || true; fi; \
	done
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info
