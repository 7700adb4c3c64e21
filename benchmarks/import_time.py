"How much longer `from redunet import ReduNet` takes than `import torch`: medians of alternating runs in fresh processes"
import statistics, subprocess, sys, time

def seconds(code):
    start = time.perf_counter(); subprocess.run([sys.executable, '-c', code], check=True)
    return time.perf_counter() - start

codes = ('import torch', 'from redunet import ReduNet')
for code in codes: seconds(code) # warm the disk
runs = [[seconds(code) for code in codes] for _ in range(9)]
torch, both = (statistics.median(r) for r in zip(*runs))
print(f'import torch {torch:.2f} s, ReduNet {both:.2f} s, difference {both - torch:.2f} s')
