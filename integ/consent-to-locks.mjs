// What the runner asks before it deploys a test that locks a retention rule. To verify or to write snapshots, it asks nothing.
if (process.env.INTEG_LOCKS !== 'true') {
  console.error('This test locks a retention rule, which nobody can delete for at least 7 days after it was unlocked, and which retains every '
    + 'volume that is deleted in the Region meanwhile. If that is what you want, set INTEG_LOCKS=true: see integ/README.md.');
  process.exit(1);
}
