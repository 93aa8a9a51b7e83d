SELECT load.run('fit');
