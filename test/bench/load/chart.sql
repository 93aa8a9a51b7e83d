SELECT load.run('chart');
